import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isKeyframe, nalType, nextNal } from './annex-b.ts';
import { readSequence } from './sequence.ts';

/** What libx264 wrote for 1280x720 at 60 frames a second: parameter sets, then the header of an IDR slice. */
const KEYFRAME = Buffer.from(
  '000000016742c020b6805005ba6a02020280000003008000003c478c19500000000168ce3c800000010605ffff000001658884',
  'hex',
);
/** Level 4.0 High with CABAC, 1920x1080, cropped from 1088 rows, no word about reordering. */
const HIGH_1080 = Buffer.from('0000000167640028acd940780227e5c04400000fa40003a98000', 'hex');

test('a parameter set tells size, codec and that nothing is reordered', () => {
  assert.deepEqual(readSequence(KEYFRAME), {
    codec: 'avc1.42C020',
    profile: 66,
    level: 32,
    width: 1280,
    height: 720,
    frameNumberBits: 6,
    separatePlanes: false,
    referenceFrames: 1,
    fullRange: false,
    colour: [1, 1, 1],
    reorderFrames: 0,
    decoderFrames: 1,
  });
});

test('a High profile parameter set has its chroma fields read and its cropping taken off', () => {
  const sequence = readSequence(HIGH_1080);

  assert.equal(sequence?.codec, 'avc1.640028');
  assert.deepEqual([sequence?.width, sequence?.height], [1920, 1080]);
});

test('data without a parameter set, and a cut one, give nothing', () => {
  assert.equal(readSequence(new Uint8Array(0)), undefined);
  assert.equal(readSequence(Uint8Array.of(0, 0, 1, 0x65, 1, 2)), undefined);
  assert.equal(readSequence(KEYFRAME.subarray(0, 12)), undefined);
});

test('any bytes after a start code are either read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const sequence = readSequence(Uint8Array.from([0, 0, 1, 0x67, ...bytes]));
      assert.ok(sequence === undefined || sequence.frameNumberBits <= 16);
    }),
  );
});

test('units are found behind three and four byte start codes, and nowhere else', () => {
  const types: number[] = [];
  for (let at = nextNal(KEYFRAME, 0); at !== -1; at = nextNal(KEYFRAME, at))
    types.push(nalType(KEYFRAME, at));

  assert.deepEqual(types, [7, 8, 6, 5]);
  assert.equal(nextNal(Uint8Array.of(0, 0, 1), 0), -1);
  assert.equal(nextNal(Uint8Array.of(0, 0, 2, 1, 9), 0), -1);
});

test('an access unit is a keyframe by its first slice', () => {
  assert.equal(isKeyframe(KEYFRAME), true);
  assert.equal(isKeyframe(Uint8Array.of(0, 0, 1, 0x41, 9, 0, 0, 1, 0x65, 9)), false);
  assert.equal(isKeyframe(Uint8Array.of(0, 0, 1, 0x67, 9)), false);
});
