import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readWish } from './protocol.ts';

test('wishes in range are read', () => {
  assert.deepEqual(readWish('{"type":"cut","seconds":2}'), { type: 'cut', seconds: 2 });
  assert.deepEqual(readWish('{"type":"net","net":{"lossPct":5}}'), { type: 'net', net: { lossPct: 5 } });
});

test('wishes out of range, of another kind or no JSON are nothing', () => {
  for (const text of [
    '{"type":"cut","seconds":1e9}',
    '{"type":"cut","seconds":"2"}',
    '{"type":"net","net":{"lossPct":101}}',
    '{"type":"net","net":{"delayMs":-1}}',
    '{"type":"net","net":{"lossBurst":0}}',
    '{"type":"net"}',
    '{"type":"stop"}',
    'null',
    '{',
  ]) {
    assert.equal(readWish(text), undefined, text);
  }
  fc.assert(fc.property(fc.json(), (text) => readWish(text) === undefined));
});
