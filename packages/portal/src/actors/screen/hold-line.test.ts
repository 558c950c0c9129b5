import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newHead } from '../../wire/media-message.ts';
import { HoldLine } from './hold-line.ts';

/** Pictures of one byte, their number. */
function line(): { line: HoldLine; add: (number: number, nowUs: number) => void; shown: number[] } {
  const shown: number[] = [];
  const line = new HoldLine((head, data) => {
    assert.equal(head.number, data[0]);
    shown.push(head.number);
  });
  const add = (number: number, nowUs: number): void =>
    line.add({ ...newHead(), number }, Uint8Array.of(number), nowUs);
  return { line, add, shown };
}

test('without anything to wait for pictures pass at once', () => {
  const { line: held, add, shown } = line();
  add(1, 0);
  assert.deepEqual(shown, [1]);
  assert.equal(held.nextUs, undefined);
});

test('pictures wait as long as they are told to, and stay in order when it becomes less', () => {
  const { line: held, add, shown } = line();
  held.hold(20);
  add(1, 0);
  add(2, 16_000);
  assert.equal(held.nextUs, 20_000);
  held.pass(19_999);
  assert.deepEqual(shown, []);
  held.pass(20_000);
  assert.deepEqual(shown, [1]);
  held.hold(0);
  add(3, 33_000);
  assert.deepEqual(shown, [1]);
  held.pass(36_000);
  assert.deepEqual(shown, [1, 2, 3]);
  add(4, 50_000);
  assert.deepEqual(shown, [1, 2, 3, 4]);
});

test('when too many wait the first goes on', () => {
  const { line: held, add, shown } = line();
  held.hold(60);
  for (let number = 0; number < 10; number++) add(number, number);
  assert.deepEqual(shown, [0, 1]);
  held.pass(1e9);
  assert.equal(shown.length, 10);
});
