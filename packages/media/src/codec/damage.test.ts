import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MediaError } from '../error.ts';
import { copyLuma, drawSequence } from './test-sequence.ts';
import type { VideoDecoder } from './video-decoder.ts';
import { openVideoDecoder } from './video-decoder.ts';
import { openVideoEncoder } from './video-encoder.ts';

const size = { width: 320, height: 180 };
const stream = encodeStream();

for (const threads of [1, 2]) {
  test(`flipped bits never get further than an error by name, and keyframes heal (${threads} threads)`, () => {
    using reference = openVideoDecoder({ threads });
    const right = Buffer.from(copyLuma(reference.decode(stream[0]!)!));
    using decoder = openVideoDecoder({ threads });
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 20 });

    fc.assert(
      fc.property(fc.nat(stream.length - 1), fc.constantFrom(60, Infinity), flips, (index, reach, places) => {
        const data = Uint8Array.from(stream[index]!);
        for (const [at, bit] of places) data[at % Math.min(reach, data.length)]! ^= 1 << bit;
        decodeAnything(decoder, data);
        // Slice threads may leave a few wrong pixels in the first keyframe after damage that FFmpeg didn't see.
        if (threads > 1) decoder.decode(stream[0]!);
        const healed = decoder.decode(stream[0]!)!;
        assert.equal(healed.clean, true);
        assert.ok(right.equals(copyLuma(healed)));
      }),
      { numRuns: 200 },
    );
  });
}

test('access units cut anywhere never get further than an error by name, and what is left is not clean', () => {
  using decoder = openVideoDecoder({ threads: 1 });

  fc.assert(
    fc.property(fc.nat(stream.length - 1), fc.double({ min: 0, max: 0.99, noNaN: true }), (index, part) => {
      decoder.decode(stream[0]!);
      for (const data of stream.slice(1, index)) decoder.decode(data);
      const data = stream[index]!;
      assert.equal(decodeAnything(decoder, data.subarray(0, Math.floor(data.length * part))), false);
    }),
    { numRuns: 150 },
  );
});

test('random bytes behind start codes do no harm', () => {
  using decoder = openVideoDecoder();
  const unit = fc.tuple(fc.constantFrom(1, 5, 6, 7, 8, 9, 14, 20, 24), fc.uint8Array({ maxLength: 200 }));

  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 4 }), (units) => {
      const data = units.flatMap(([type, bytes]) => [0, 0, 1, 0x60 | type, ...bytes]);
      decodeAnything(decoder, Uint8Array.from(data));
    }),
    { numRuns: 300 },
  );
  assert.equal(decoder.decode(stream[0]!)!.clean, true);
});

/** Decodes what may be damaged: was it a clean picture? Anything but a `MediaError` of the two expected codes is passed on. */
function decodeAnything(decoder: VideoDecoder, data: Uint8Array): boolean {
  try {
    const picture = decoder.decode(data);
    // Touching the last row of each plane proves that the views are of memory that is there.
    for (const plane of picture?.planes ?? []) assert.ok(plane.at(-1)! >= 0);
    return picture?.clean ?? false;
  } catch (error) {
    if (error instanceof MediaError && (error.code === 'corrupt' || error.code === 'unsupported'))
      return false;
    throw error;
  }
}

function encodeStream(): Uint8Array[] {
  const frames = drawSequence(size);
  using encoder = openVideoEncoder({ size, fps: 30, bitrateBps: 1_000_000 });
  return Array.from({ length: 12 }, (_, index) =>
    Uint8Array.from(encoder.encode(frames[index % 6]!, index).data),
  );
}
