import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newHead } from '../../wire/media-message.ts';
import { HoldLine } from './hold-line.ts';

/** Pictures of one byte, their number. */
function line(): {
  line: HoldLine;
  add: (number: number, capturedUs: number, nowUs: number) => void;
  shown: number[];
} {
  const shown: number[] = [];
  const line = new HoldLine((head, data) => {
    assert.equal(head.number, data[0]);
    shown.push(head.number);
  });
  const add = (number: number, capturedUs: number, nowUs: number): void =>
    line.add({ ...newHead(), number, capturedUs }, Uint8Array.of(number), nowUs);
  return { line, add, shown };
}

test('without anything to wait for pictures pass at once, and so does one that nobody knows the time of', () => {
  const { line: held, add, shown } = line();
  add(1, 0, 5000);
  held.hold(40);
  add(2, Number.NaN, 6000);
  assert.deepEqual(shown, [1, 2]);
  assert.equal(held.nextUs, undefined);
});

test('pictures go on so long after their capture as they are told to, however long they were under way', () => {
  const { line: held, add, shown } = line();
  held.hold(40);
  add(1, 0, 5000);
  add(2, 16_000, 35_000);
  assert.equal(held.nextUs, 40_000);
  held.pass(39_000);
  assert.deepEqual(shown, []);
  held.pass(39_900);
  assert.deepEqual(shown, [1]);
  assert.equal(held.nextUs, 56_000);
  held.pass(56_000);
  add(3, 32_000, 75_000);
  assert.deepEqual(shown, [1, 2, 3]);
});

test('they stay in order when they have to wait less', () => {
  const { line: held, add, shown } = line();
  held.hold(40);
  add(1, 0, 5000);
  held.hold(0);
  add(2, 16_000, 20_000);
  assert.deepEqual(shown, []);
  held.pass(40_000);
  assert.deepEqual(shown, [1, 2]);
  add(3, 33_000, 41_000);
  assert.deepEqual(shown, [1, 2, 3]);
});

test('what decoding and showing take is learned, and taken off what they wait', () => {
  const { line: held, add, shown } = line();
  held.hold(40);
  for (let number = 0; number < 120; number++) {
    const capturedUs = number * 16_000;
    add(number, capturedUs, capturedUs + 10_000);
    const dueUs = held.nextUs!;
    held.pass(dueUs);
    assert.equal(shown.length, number + 1);
    held.presented(number, dueUs + 6000);
    if (number > 100) assert.ok(Math.abs(dueUs + 6000 - capturedUs - 40_000) < 20, `${dueUs - capturedUs}`);
  }
  assert.ok(Math.abs(held.heldMs(120 * 16_000) - 24) < 0.1);
  assert.equal(held.heldMs(1e9), 0);
});

test('when too many wait the first goes on', () => {
  const { line: held, add, shown } = line();
  held.hold(100);
  for (let number = 0; number < 34; number++) add(number, number, number);
  assert.deepEqual(shown, [0, 1]);
  held.pass(1e9);
  assert.equal(shown.length, 34);
});
