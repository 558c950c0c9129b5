import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AV_PIX_FMT_NV12 } from 'node-av/constants';
import { allocateFrame } from './picture-frame.ts';
import { EntropyChoice, leastBitrateFor, RateSteps } from './rate.ts';
import { drawSequence } from './test-sequence.ts';
import { openVideoDecoder } from './video-decoder.ts';
import { openVideoEncoder } from './video-encoder.ts';

const size = { width: 320, height: 180 };

test('a rate that wavers below what was opened costs one opening, and one that rises much another', () => {
  const steps = new RateSteps();
  steps.open(1000);
  assert.equal(steps.shareBits, 1000);

  const openings = [980, 950, 990, 960, 910, 1000, 1200, 1300, 1400].filter((askedBits) => {
    if (!steps.isOutside(askedBits)) return false;
    steps.open(askedBits);
    assert.ok(steps.shareBits <= askedBits);
    return true;
  });

  assert.deepEqual(openings, [980, 1300]);
});

test('an encoder that cannot change its rate begins anew with a keyframe, and only when it has to', () => {
  const frames = drawSequence(size);
  using encoder = openVideoEncoder({ name: 'libx265', size, fps: 30, bitrateBps: 2_000_000 });
  using decoder = openVideoDecoder({ codec: 'hevc' });
  const rates = [2_000_000, 1_000_000, 950_000, 980_000, 1_000_000, 2_000_000];

  const kinds = rates.flatMap((bitrateBps) => {
    encoder.setRate(bitrateBps, 30);
    return [0, 1, 2].map((index) => {
      const { data, keyframe } = encoder.encode(frames[index]!, index);
      assert.equal(decoder.decode(data)?.clean, true);
      return keyframe ? 'K' : 'p';
    });
  });

  assert.equal(kinds.join(''), 'Kpp Kpp ppp ppp ppp Kpp'.replaceAll(' ', ''));
});

test('an encoder that takes no nv12 is given what it takes, in the same colours', () => {
  const frame = allocateFrame(size, AV_PIX_FMT_NV12);
  frame.data![0]!.fill(150);
  for (let at = 0; at < frame.data![1]!.length; at++) frame.data![1]![at] = at % 2 === 0 ? 90 : 170;
  using encoder = openVideoEncoder({ name: 'libx265', size, fps: 30, bitrateBps: 2_000_000 });
  using decoder = openVideoDecoder({ codec: 'hevc' });

  const picture = decoder.decode(encoder.encode(frame, 0).data)!;

  for (const [index, value] of [150, 90, 170].entries()) {
    assert.ok(
      Math.abs(picture.planes[index]![5]! - value) <= 2,
      `plane ${index}: ${picture.planes[index]![5]}`,
    );
  }
  frame.free();
});

test('the least bitrate grows with the picture and the frame rate', () => {
  assert.equal(leastBitrateFor({ width: 1280, height: 720 }, 60), 892_800);
  assert.equal(leastBitrateFor({ width: 1280, height: 720 }, 30), 446_400);
  assert.equal(leastBitrateFor({ width: 16, height: 16 }, 1), 50_000);
});

test('a small share is coded by the thorough entropy coder, and the fast one comes back with room to spare', () => {
  const entropy = new EntropyChoice({ width: 1280, height: 720 });

  const seen = [100_000, 40_000, 36_000, 38_000, 50_000, 60_000, 37_000].map((shareBits) => {
    const changed = entropy.update(shareBits);
    return `${entropy.isArithmetic ? 'small' : 'fast'}${changed ? '!' : ''}`;
  });

  assert.deepEqual(seen, ['fast', 'fast', 'small!', 'small', 'small', 'fast!', 'fast']);
});
