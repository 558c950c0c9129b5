import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaError } from '../error.ts';
import { copyLuma, drawSequence, psnr } from './test-sequence.ts';
import { codecOf, isKeyframe, VIDEO_CODECS, type VideoCodec } from './video-codec.ts';
import { decodableCodecs, openVideoDecoder, type VideoDecoder } from './video-decoder.ts';
import { openVideoEncoder } from './video-encoder.ts';

const size = { width: 320, height: 180 };
const encoders: Readonly<Record<VideoCodec, string>> = {
  h264: 'libx264',
  hevc: 'libx265',
  av1: 'libsvtav1',
};
const frames = drawSequence(size);

test('all three codecs can be decoded here', () => {
  assert.deepEqual(decodableCodecs(), VIDEO_CODECS);
});

for (const codec of VIDEO_CODECS) {
  test(`${codec}: every frame in is one out, encoded and decoded, in its colours; keyframes come on demand and tell the codec`, () => {
    using encoder = openVideoEncoder({ name: encoders[codec], size, fps: 30, bitrateBps: 3_000_000 });
    using decoder = openVideoDecoder({ codec });
    assert.deepEqual([encoder.codec, encoder.hardware], [codec, false]);

    for (let index = 0; index < 20; index++) {
      const frame = frames[index % 6]!;
      const { data, keyframe } = encoder.encode(frame, index, { keyframe: index === 10 });

      assert.equal(keyframe, index === 0 || index === 10, `frame ${index}`);
      assert.equal(isKeyframe(data, codec), keyframe);
      if (keyframe) assert.equal(codecOf(data), codec);
      const picture = decoder.decode(data);
      assert.ok(picture, `picture ${index}`);
      assert.deepEqual([picture.clean, picture.keyframe, picture.format], [true, keyframe, 'yuv420p']);
      assert.deepEqual([picture.matrix, picture.range], ['bt709', 'limited']);
      const original = { ...size, planes: frame.data!, strides: frame.linesize };
      if (index % 5 === 4) assert.ok(psnr(copyLuma(picture), copyLuma(original)) > 26, `picture ${index}`);
    }
  });

  test(`${codec}: after a loss that the caller tells nothing is clean before the next keyframe or refresh`, () => {
    const stream = encodeStream(codec, 24, 16);
    using decoder = openVideoDecoder({ codec });

    const clean = stream.map((data, index) => {
      if (index === 6) {
        decoder.lost();
        return undefined;
      }
      return isClean(decoder, data);
    });

    assert.ok(!clean.slice(0, 6).includes(false));
    assert.ok(!clean.slice(7, 16).includes(true));
    assert.ok(!clean.slice(16).includes(false));
  });

  test(`${codec}: a stream that changes its size at a keyframe goes on in the new one`, () => {
    using decoder = openVideoDecoder({ codec });
    for (const [width, height] of [
      [320, 180],
      [128, 64],
      [642, 358],
    ] as const) {
      for (const data of encodeStream(codec, 3, -1, { width, height })) {
        const picture = decoder.decode(data);
        assert.deepEqual([picture?.width, picture?.height, picture?.clean], [width, height, true]);
      }
    }
  });
}

test('what is no keyframe of a known codec is of none', () => {
  for (const codec of VIDEO_CODECS) {
    const [, second] = encodeStream(codec, 2, -1);
    assert.equal(codecOf(second!), undefined, codec);
  }
  assert.equal(codecOf(new Uint8Array(0)), undefined);
  assert.equal(codecOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)), undefined);
  assert.equal(codecOf(new Uint8Array(64)), undefined);
});

test('a codec or an encoder that is not there is refused by name', () => {
  assert.throws(() => openVideoDecoder({ codec: 'vp9' as VideoCodec }), /codec.*h264, hevc, av1.*vp9/);
  assert.throws(
    () => openVideoEncoder({ name: 'libvpx', size, fps: 30, bitrateBps: 1e6 }),
    /libvpx.*libx264/,
  );
});

/** AV1 may not decode at all when the state that it goes on from is missing. */
function isClean(decoder: VideoDecoder, data: Uint8Array): boolean {
  try {
    return decoder.decode(data)?.clean === true;
  } catch (error) {
    assert.ok(error instanceof MediaError && error.code === 'corrupt');
    return false;
  }
}

function encodeStream(codec: VideoCodec, count: number, keyframe: number, of = size): Uint8Array[] {
  const pictures = of === size ? frames : drawSequence(of, 3);
  using encoder = openVideoEncoder({ name: encoders[codec], size: of, fps: 30, bitrateBps: 1_500_000 });
  return Array.from({ length: count }, (_, index) =>
    Uint8Array.from(
      encoder.encode(pictures[index % pictures.length]!, index, { keyframe: index === keyframe }).data,
    ),
  );
}
