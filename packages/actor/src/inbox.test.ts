import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Inbox, type Priority } from './inbox.ts';

test('control goes first, then high, then normal, each in order of arrival', () => {
  const inbox = new Inbox<string>();
  inbox.push('n1');
  inbox.push('h1', 'high');
  inbox.push('n2');
  inbox.push('c1', 'control');
  inbox.push('c2', 'control');
  const order = [inbox.shift(), inbox.shift(), inbox.shift(), inbox.shift(), inbox.shift(), inbox.shift()];
  assert.deepEqual(order, ['c1', 'c2', 'h1', 'n1', 'n2', undefined]);
});

test('a full inbox refuses, and bulk of one priority takes no place of another', () => {
  const inbox = new Inbox<number>({ capacity: { normal: 2 } });
  assert.deepEqual(
    [1, 2, 3].map((message) => inbox.push(message)),
    ['ok', 'ok', 'full'],
  );
  assert.equal(inbox.push(4, 'control'), 'ok');
  assert.equal(inbox.refused, 1);
});

test('with drop-oldest the newest are kept', () => {
  const inbox = new Inbox<number>({ capacity: { normal: 2 }, overflow: 'drop-oldest' });
  for (let message = 1; message <= 5; message++) assert.equal(inbox.push(message), 'ok');
  assert.deepEqual([inbox.shift(), inbox.shift(), inbox.shift()], [4, 5, undefined]);
  assert.equal(inbox.pushedOut, 3);
});

test('with keep-latest what is full is emptied for the newest, of its priority only', () => {
  const inbox = new Inbox<number>({ capacity: { normal: 3 }, overflow: 'keep-latest' });
  inbox.push(0, 'high');
  for (let message = 1; message <= 4; message++) assert.equal(inbox.push(message), 'ok');
  assert.deepEqual([inbox.shift(), inbox.shift(), inbox.shift()], [0, 4, undefined]);
  assert.equal(inbox.pushedOut, 3);
});

test('property: it behaves like three bounded lists', () => {
  const priorities: Priority[] = ['control', 'high', 'normal'];
  const step = fc.oneof(fc.constant('shift' as const), fc.constantFrom(...priorities));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const capacity = { control: 3, high: 2, normal: 4 };
      const inbox = new Inbox<number>({ capacity });
      const model: Record<Priority, number[]> = { control: [], high: [], normal: [] };
      steps.forEach((each, index) => {
        if (each === 'shift') {
          const expected = model.control.shift() ?? model.high.shift() ?? model.normal.shift();
          assert.equal(inbox.shift(), expected);
          return;
        }
        const fits = model[each].length < capacity[each];
        assert.equal(inbox.push(index, each), fits ? 'ok' : 'full');
        if (fits) model[each].push(index);
      });
      assert.equal(inbox.depth, model.control.length + model.high.length + model.normal.length);
    }),
  );
});

test('a capacity that is no whole number is refused', () => {
  assert.throws(() => new Inbox({ capacity: { high: 0.5 } }), /capacity: 0\.5/);
});

test('what comes along with a message stays with it', () => {
  const inbox = new Inbox<string>({ capacity: { normal: 2 }, overflow: 'drop-oldest' });
  inbox.push('a');
  inbox.push('b', 'normal', 'B');
  inbox.push('c', 'normal', 'C');
  inbox.push('d', 'high');
  const seen = [1, 2, 3].map(() => [inbox.shift(), inbox.handle]);
  assert.deepEqual(seen, [
    ['d', undefined],
    ['b', 'B'],
    ['c', 'C'],
  ]);
});
