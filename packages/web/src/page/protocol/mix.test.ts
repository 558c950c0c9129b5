import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinMixPatches, mixMessage, parseMix } from './mix.ts';

const MIX = {
  people: { volumePct: 100, muted: false },
  shared: { volumePct: 20, muted: true },
  ducking: true,
};

test('a mix is read as it is sent, and one with something missing is none', () => {
  assert.deepEqual(parseMix(MIX), MIX);
  for (const broken of [null, 7, {}, { people: MIX.people }, { ...MIX, shared: { volumePct: '20' } }])
    assert.equal(parseMix(broken), null, JSON.stringify(broken));
});

test('no value makes the reader throw', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => void parseMix(value)));
});

test('patches are joined track by track, the later one wins', () => {
  const joined = joinMixPatches(
    { people: { volumePct: 40, muted: true }, ducking: false },
    { people: { volumePct: 60 }, shared: { muted: true } },
  );
  assert.deepEqual(joined, {
    people: { volumePct: 60, muted: true },
    shared: { muted: true },
    ducking: false,
  });
  assert.equal(
    mixMessage('a', joinMixPatches(undefined, { ducking: true })),
    '{"type":"mix","id":"a","mix":{"ducking":true}}',
  );
});
