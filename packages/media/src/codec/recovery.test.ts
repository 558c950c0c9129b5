import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecoveryTracker } from './recovery.ts';
import { readSequence } from './sequence.ts';
import { drawSequence } from './test-sequence.ts';
import { openVideoEncoder } from './video-encoder.ts';

const FPS = 20;
const KEYFRAME = 130;
/** One column of macroblocks a frame, of which the picture has ten; a wave begins every 20 frames. */
const WAVE = 8;
const MAX_HEALING = FPS + WAVE;
const stream = encodeStream(240, KEYFRAME);
const frameNumbers = 2 ** readSequence(stream[0]!)!.frameNumberBits;

test('an unbroken stream is whole from its keyframe on, however often frame numbers wrap', () => {
  const tracker = new RecoveryTracker();

  assert.ok(stream.length > 3 * frameNumbers);
  for (const [index, data] of stream.entries()) assert.equal(tracker.next(data), true, `frame ${index}`);
});

test('after any gap nothing is whole until a keyframe or a full wave of refresh', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 199 }), fc.integer({ min: 1, max: 60 }), (from, length) => {
      const next = from + length;
      const tracker = new RecoveryTracker();
      const whole = stream.map((data, index) => {
        if (index >= from && index < next) return undefined;
        // Frame numbers may go on after a gap as if nothing had happened; that is what lost() is for.
        if (index === next && numberOf(next) === (numberOf(from - 1) + 1) % frameNumbers) tracker.lost();
        return tracker.next(data);
      });

      assert.ok(!whole.slice(0, from).includes(false), 'whole before');
      const healed = whole.indexOf(true, next);
      if (healed === -1) {
        assert.ok(next > stream.length - MAX_HEALING, 'healed in time');
        return;
      }
      assert.ok(!whole.slice(healed).includes(false), 'whole afterwards');
      const wave = healed - next;
      if (healed === KEYFRAME) return;
      assert.ok(wave >= WAVE && wave <= MAX_HEALING, `healed after ${wave} frames`);
      assert.ok(next > KEYFRAME || healed < KEYFRAME, 'no later than the keyframe');
    }),
    { numRuns: 200 },
  );
});

test('keyframes and new parameter sets are told apart from what was before', () => {
  const tracker = new RecoveryTracker();
  const look = (data: Uint8Array): boolean[] => {
    tracker.next(data);
    return [tracker.keyframe, tracker.sequenceChanged];
  };
  const other = encodeStream(1, -1, { width: 320, height: 240 })[0]!;

  assert.deepEqual(look(stream[0]!), [true, true]);
  assert.deepEqual(look(stream[1]!), [false, false]);
  assert.deepEqual(look(stream[KEYFRAME]!), [true, false]);
  assert.deepEqual(look(other), [true, true]);
});

test('a stream without parameter sets is never whole', () => {
  const tracker = new RecoveryTracker();

  for (const data of stream.slice(1, 15)) assert.equal(tracker.next(data), false);
  assert.equal(tracker.next(new Uint8Array(50)), false);
});

function numberOf(frame: number): number {
  return (frame < KEYFRAME ? frame : frame - KEYFRAME) % frameNumbers;
}

function encodeStream(count: number, keyframe: number, size = { width: 160, height: 96 }): Uint8Array[] {
  const frames = drawSequence(size);
  using encoder = openVideoEncoder({ size, fps: FPS, bitrateBps: 300_000 });
  return Array.from({ length: count }, (_, index) =>
    Uint8Array.from(encoder.encode(frames[index % 6]!, index, { keyframe: index === keyframe }).data),
  );
}
