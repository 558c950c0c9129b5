import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainMix } from '@ajar/sound';
import fc from 'fast-check';
import { changedMix } from './mix-wish.ts';
import { readWish } from './protocol.ts';

test('a wish for another mix is read, whatever of it is named', () => {
  for (const mix of [
    {},
    { people: { volumePct: 0 } },
    { people: { volumePct: 200, muted: true }, shared: { muted: false }, ducking: true },
  ]) {
    const wish = { type: 'mix', id: 'a', mix };
    assert.deepEqual(readWish(JSON.stringify(wish)), wish);
  }
});

test('volumes out of range and what else is no mix are nothing', () => {
  for (const mix of [
    { people: { volumePct: 201 } },
    { people: { volumePct: -1 } },
    { people: { volumePct: null } },
    { shared: { muted: 'yes' } },
    { shared: 7 },
    { ducking: 1 },
    null,
  ])
    assert.equal(readWish(JSON.stringify({ type: 'mix', id: 'a', mix })), undefined, JSON.stringify(mix));
  assert.equal(readWish('{"type":"mix","mix":{}}'), undefined);
});

test('a wish to mute a microphone is read, and what is neither muted nor not is nothing', () => {
  const wish = { type: 'microphone', id: 'a', muted: true };
  assert.deepEqual(readWish(JSON.stringify(wish)), wish);
  for (const muted of [undefined, null, 1, 'yes'])
    assert.equal(readWish(JSON.stringify({ ...wish, muted })), undefined);
  assert.equal(readWish('{"type":"microphone","muted":true}'), undefined);
});

test('property: a change changes what it names, and nothing else', () => {
  const volume = fc.record(
    { volumePct: fc.integer({ min: 0, max: 200 }), muted: fc.boolean() },
    { requiredKeys: [], noNullPrototype: true },
  );
  const change = fc.record(
    { people: volume, shared: volume, ducking: fc.boolean() },
    { requiredKeys: [], noNullPrototype: true },
  );
  fc.assert(
    fc.property(change, (named) => {
      const mix = changedMix(plainMix, named);
      assert.equal(mix.ducking, named.ducking ?? false);
      for (const track of ['people', 'shared'] as const) {
        assert.equal(mix[track].volumePct, named[track]?.volumePct ?? 100);
        assert.equal(mix[track].muted, named[track]?.muted ?? false);
      }
    }),
  );
});
