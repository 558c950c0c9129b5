import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { BestEncoder, BestEncoderOptions } from './best-encoder.ts';
import { openBestEncoder } from './best-encoder.ts';
import { type EncoderChange, openLastingEncoder } from './lasting-encoder.ts';
import { drawSequence } from './test-sequence.ts';
import { openVideoDecoder } from './video-decoder.ts';
import { type EncodedPicture, openVideoEncoder, type VideoEncoder } from './video-encoder.ts';

const size = { width: 320, height: 180 };
const rate = { size, fps: 30, bitrateBps: 1_000_000 };
const frames = drawSequence(size);

const failures: Readonly<Record<string, () => never>> = {
  refuses: () => {
    throw new MediaError('encoder', 'h264_fake refused a frame: Input/output error');
  },
  withholds: () => {
    throw new MediaError('encoder', 'h264_fake withheld a frame: it gives nothing out before the next one');
  },
  throws: () => {
    throw new TypeError('not a function');
  },
};

for (const [what, fail] of Object.entries(failures)) {
  test(`an encoder that ${what} in mid-stream is followed by the next one, with the same frame as a keyframe`, () => {
    const changes: EncoderChange[] = [];
    let calls = 0;
    const open = (options: BestEncoderOptions): BestEncoder =>
      options.exclude?.includes('h264_fake') === true
        ? openBestEncoder({ ...options, prefer: 'software' })
        : { encoder: failingAt(7, fail, () => calls++), rejected: [] };
    using encoder = openLastingEncoder({
      ...rate,
      codecs: ['h264'],
      open,
      onChange: (change) => changes.push(change),
    });
    using decoder = openVideoDecoder();

    const seen = Array.from({ length: 12 }, (_, index) => {
      const { data, keyframe, capturedUs } = encoder.encode(frames[index % 6]!, index * 1000);
      assert.equal(capturedUs, index * 1000);
      assert.equal(decoder.decode(data)?.clean, true, `picture ${index}`);
      return keyframe ? 'K' : 'p';
    });

    assert.equal(seen.join(''), 'KppppppKpppp');
    assert.equal(calls, 8, 'the frame that failed was handed in once');
    assert.equal(encoder.name, 'libx264');
    assert.equal(changes.length, 1);
    assert.deepEqual([changes[0]!.from, changes[0]!.to], ['h264_fake', 'libx264']);
    assert.ok(changes[0]!.reason.length > 0 && !changes[0]!.reason.includes('\n'));
    assert.equal(encoder.rejected[0]?.name, 'h264_fake');
  });
}

test('a wrong frame is not taken for a failure', () => {
  using encoder = openLastingEncoder({ ...rate, codecs: ['h264'], prefer: 'software' });
  const [wrong] = drawSequence({ width: 160, height: 96 }, 1);

  assert.throws(() => encoder.encode(wrong!, 0), /320x180/);
  assert.equal(encoder.name, 'libx264');
  assert.equal(encoder.encode(frames[0]!, 0).keyframe, true);
});

test('when no encoder is left, the last failure is an error that names all', () => {
  using encoder = openLastingEncoder({ ...rate, codecs: ['h264'], open: openFake });

  assert.throws(() => encoder.encode(frames[0]!, 0), /no encoder works here/);
});

test('a peer that decodes something else gets that from the next frame on', () => {
  const changes: EncoderChange[] = [];
  using encoder = openLastingEncoder({
    ...rate,
    codecs: ['h264', 'hevc'],
    prefer: 'software',
    onChange: (change) => changes.push(change),
  });
  using decoder = openVideoDecoder({ codec: 'hevc' });
  encoder.encode(frames[0]!, 0);

  encoder.setCodecs(['hevc', 'av1']);
  const { data, keyframe } = encoder.encode(frames[1]!, 1);

  assert.deepEqual([encoder.name, encoder.codec, keyframe], ['libx265', 'hevc', true]);
  assert.equal(decoder.decode(data)?.clean, true);
  assert.match(changes[0]!.reason, /does not decode h264/);
  assert.throws(() => encoder.setCodecs([]), /no codec/);
  assert.equal(encoder.encode(frames[2]!, 2).keyframe, false, 'the one that works stays');
});

test('a new size begins with a keyframe of it and keeps the encoder, a new frame rate alone changes the share', () => {
  using encoder = openLastingEncoder({ ...rate, codecs: ['h264'], prefer: 'software' });
  const small = { width: 160, height: 96 };
  const [smallFrame] = drawSequence(small, 1);
  encoder.encode(frames[0]!, 0);

  encoder.resize(size, 15);
  assert.equal(encoder.encode(frames[1]!, 1).keyframe, false);
  encoder.resize(small, 15);
  assert.equal(encoder.encode(smallFrame!, 2).keyframe, true);

  assert.deepEqual(encoder.size, small);
  assert.equal(encoder.name, 'libx264');
});

/** libx264 under another name, which fails from this frame on. */
function failingAt(frame: number, fail: () => never, onCall: () => void = () => {}): VideoEncoder {
  const inner = openVideoEncoder(rate);
  let count = 0;
  return {
    name: 'h264_fake',
    codec: 'h264',
    hardware: true,
    size,
    encode: (picture: Frame, capturedUs: number, options): EncodedPicture => {
      onCall();
      return count++ >= frame ? fail() : inner.encode(picture, capturedUs, options);
    },
    setRate: (bitrateBps, fps) => inner.setRate(bitrateBps, fps),
    close: () => inner.close(),
    [Symbol.dispose]: () => inner.close(),
  };
}

/** Has one encoder that always fails, and then none. */
function openFake({ exclude }: BestEncoderOptions): BestEncoder {
  if (exclude?.includes('h264_fake') === true) throw new MediaError('encoder', 'no encoder works here');
  return { encoder: failingAt(0, failures['refuses']!), rejected: [] };
}
