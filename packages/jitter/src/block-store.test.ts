import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockStore } from './block-store.ts';

test('a store holds what a map of its last blocks would hold', () => {
  const actions = fc.array(fc.tuple(fc.boolean(), fc.nat(40), fc.uint8Array({ maxLength: 8 })));
  fc.assert(
    fc.property(actions, (steps) => {
      const store = new BlockStore(16);
      const model = new Map<number, Uint8Array>();
      for (const [put, index, payload] of steps) {
        if (put) {
          for (const old of model.keys()) if (old % 16 === index % 16) model.delete(old);
          model.set(index, payload);
          store.put(index, index * 2, index * 3, payload);
        } else {
          model.delete(index);
          store.take(index);
        }
        assert.equal(store.count, model.size);
        for (let at = 0; at <= 40; at++) {
          assert.equal(store.holds(at), model.has(at));
          if (!model.has(at)) continue;
          assert.deepEqual(store.payload(at), model.get(at));
          assert.equal(store.capturedUs(at), at * 2);
          assert.equal(store.arrivalUs(at), at * 3);
        }
      }
    }),
  );
});

test('a payload is a copy, and blocks of one size are kept in the same memory', () => {
  const store = new BlockStore(4);
  const payload = new Uint8Array([1, 2, 3]);
  store.put(0, 0, 0, payload);
  const view = store.payload(0);
  payload.fill(9);
  assert.deepEqual(view, new Uint8Array([1, 2, 3]));
  store.put(4, 0, 0, payload);
  assert.equal(store.payload(4), view);
  store.put(8, 0, 0, new Uint8Array(5000).fill(7));
  assert.equal(store.payload(8).length, 5000);
});

test('a block that was taken is known until its slot is used again', () => {
  const store = new BlockStore(4);
  store.put(1, 0, 0, new Uint8Array(1));
  store.take(1);
  assert.equal(store.holds(1), false);
  assert.equal(store.knows(1), true);
  store.put(5, 0, 0, new Uint8Array(1));
  assert.equal(store.knows(1), false);
  store.clear();
  assert.equal(store.knows(5), false);
});
