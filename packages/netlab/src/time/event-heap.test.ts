import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventHeap } from './event-heap.ts';

test('events come out by time, and at one time in the order in which they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const heap = new EventHeap<number>();
      for (const [order, time] of times.entries()) heap.push(time, order);
      const expected = [...times.keys()].toSorted((a, b) => times[a]! - times[b]! || a - b);
      assert.equal(heap.nextUs, times.length === 0 ? Infinity : Math.min(...times));
      assert.deepEqual(drain(heap), expected);
      assert.equal(heap.nextUs, Infinity);
    }),
  );
});

test('events may be added and taken in turns', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 20 }))), (actions) => {
      const heap = new EventHeap<number>();
      const model: number[] = [];
      for (const action of actions) {
        if (action === null) {
          assert.equal(heap.pop(), model.shift());
        } else {
          heap.push(action, action);
          model.push(action);
          model.sort((a, b) => a - b);
        }
        assert.equal(heap.size, model.length);
      }
    }),
  );
});

function drain(heap: EventHeap<number>): number[] {
  const taken: number[] = [];
  for (let item = heap.pop(); item !== undefined; item = heap.pop()) taken.push(item);
  return taken;
}
