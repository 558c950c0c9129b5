import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { MAX_PAGE_MESSAGE_BYTES, MAX_REPORTED_FRAMES, parsePageMessage } from './page-message.ts';

test('the three messages of the protocol are read', () => {
  assert.deepEqual(parsePageMessage('{"type":"ping","t0":1.5}'), { type: 'ping', t0: 1.5 });
  assert.deepEqual(parsePageMessage('{"type":"keyframe"}'), { type: 'keyframe' });
  assert.deepEqual(parsePageMessage('{"type":"presented","frames":[[1,2.5,3],[4294967295,5,6]]}'), {
    type: 'presented',
    frames: [
      [1, 2.5, 3],
      [4294967295, 5, 6],
    ],
  });
});

test('anything else is refused', () => {
  const many = JSON.stringify(Array.from({ length: MAX_REPORTED_FRAMES + 1 }, (_, i) => [i, 0, 0]));
  for (const text of [
    '',
    '{',
    'null',
    '7',
    '[]',
    '{}',
    '{"type":"__proto__"}',
    '{"type":["ping"]}',
    '{"type":"ping"}',
    '{"type":"ping","t0":"1"}',
    '{"type":"ping","t0":1e999}',
    '{"type":"ping","t0":1e300}',
    '{"type":"presented"}',
    '{"type":"presented","frames":{"length":1}}',
    '{"type":"presented","frames":[7]}',
    '{"type":"presented","frames":[[1,2]]}',
    '{"type":"presented","frames":[[1,2,3,4]]}',
    '{"type":"presented","frames":[[-1,2,3]]}',
    '{"type":"presented","frames":[[0.5,2,3]]}',
    '{"type":"presented","frames":[[4294967296,2,3]]}',
    '{"type":"presented","frames":[[1,null,3]]}',
    '{"type":"presented","frames":[[1,2,1e999]]}',
    `{"type":"presented","frames":${many}}`,
    `{"type":"keyframe","x":"${'x'.repeat(MAX_PAGE_MESSAGE_BYTES)}"}`,
  ]) {
    assert.equal(parsePageMessage(text), undefined, text.slice(0, 80));
  }
});

test('no JSON and no text makes it throw or let anything but numbers through', () => {
  const frames = fc.array(fc.oneof(fc.array(fc.double(), { maxLength: 4 }), fc.jsonValue()));
  const almost = fc.record({
    type: fc.constantFrom('ping', 'presented', 'keyframe', 'other'),
    t0: fc.jsonValue(),
    frames: fc.oneof(frames, fc.jsonValue()),
  });
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    almost.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (sent) => {
      const message = parsePageMessage(sent);
      if (message?.type === 'ping') assert.ok(Number.isFinite(message.t0));
      if (message?.type === 'presented')
        assert.ok(message.frames.flat().every((value) => Number.isFinite(value)));
    }),
    { numRuns: 1000 },
  );
});

test('tells which codecs a page decodes; those of a newer page that are unknown here are left out', () => {
  assert.deepEqual(readCodecs(['av1', 'h264', 'av1', 'h266']), { type: 'codecs', codecs: ['av1', 'h264'] });
  assert.deepEqual(readCodecs([]), { type: 'codecs', codecs: [] });
  for (const odd of [undefined, null, 'h264', { 0: 'h264' }, [1], Array(17).fill('h264')]) {
    assert.equal(readCodecs(odd), undefined);
  }
});

function readCodecs(codecs: unknown): unknown {
  return parsePageMessage(JSON.stringify({ type: 'codecs', codecs }));
}
