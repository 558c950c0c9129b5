import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AV_PIX_FMT_NV12, AV_PIX_FMT_YUV444P } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { MediaError } from '../error.ts';
import { NAL_KEYFRAME_SLICE, NAL_PPS, NAL_SLICE, NAL_SPS, nalType, nextNal } from './annex-b.ts';
import { BitReader } from './bit-reader.ts';
import { readSequence } from './sequence.ts';
import { drawSequence } from './test-sequence.ts';
import type { VideoEncoderOptions } from './video-encoder.ts';
import { openVideoEncoder } from './video-encoder.ts';

const size = { width: 640, height: 360 };
const share = (bitrateBps: number, fps = 60): number => bitrateBps / 8 / fps;

test('every frame in is a frame out, the first a keyframe with its parameter sets', () => {
  const frames = drawSequence(size);
  using encoder = openVideoEncoder({ size, fps: 60, bitrateBps: 2_000_000 });

  for (let index = 0; index < 130; index++) {
    const encoded = encoder.encode(frames[index % frames.length]!, index * 16_667);

    assert.equal(encoded.keyframe, index === 0, `frame ${index}`);
    assert.equal(encoded.capturedUs, index * 16_667);
    if (index === 0) assert.deepEqual(typesOf(encoded.data).slice(0, 2), [NAL_SPS, NAL_PPS]);
  }
});

test('no frame is bi-predicted, and the stream tells decoders not to hold any back', () => {
  const frames = drawSequence(size);
  using encoder = openVideoEncoder({ size, fps: 60, bitrateBps: 2_000_000 });

  const sequence = readSequence(encoder.encode(frames[0]!, 0).data);
  const sliceTypes = new Set<number>();
  for (let index = 1; index < 90; index++) {
    for (const type of sliceTypesOf(encoder.encode(frames[index % 6]!, index).data)) sliceTypes.add(type % 5);
  }

  assert.deepEqual([...sliceTypes], [0], 'only P slices');
  assert.equal(sequence?.reorderFrames, 0);
  assert.equal(sequence?.decoderFrames, 1);
  assert.equal(sequence?.referenceFrames, 1);
  assert.match(sequence?.codec ?? '', /^avc1\.42C0/);
  assert.deepEqual(sequence?.colour, [1, 1, 1]);
  assert.equal(sequence?.fullRange, false);
});

test('no frame exceeds its share of the bitrate by more than a tenth, keyframes on demand included', () => {
  const frames = drawSequence(size);
  using encoder = openVideoEncoder({ size, fps: 60, bitrateBps: 3_000_000 });

  for (let index = 0; index < 150; index++) {
    const keyframe = index % 40 === 20;
    const encoded = encoder.encode(frames[index % 6]!, index, { keyframe });

    assert.equal(encoded.keyframe, keyframe || index === 0);
    assert.ok(
      encoded.data.length <= share(3_000_000) * 1.1,
      `frame ${index} has ${encoded.data.length} bytes`,
    );
  }
});

test('a new bitrate holds from the next frame on, up and down', () => {
  const frames = drawSequence(size);
  using encoder = openVideoEncoder({ size, fps: 60, bitrateBps: 4_000_000 });
  const meanOf = (bitrateBps: number): number => {
    encoder.setRate(bitrateBps, 60);
    let bytes = 0;
    for (let index = 0; index < 30; index++) {
      const { length } = encoder.encode(frames[index % 6]!, index).data;
      assert.ok(length <= share(bitrateBps) * 1.1, `${length} bytes at ${bitrateBps}`);
      bytes += length;
    }
    return bytes / 30;
  };

  for (const bitrateBps of [4_000_000, 1_000_000, 3_000_000]) {
    assert.ok(meanOf(bitrateBps) > share(bitrateBps) * 0.7, `${bitrateBps} is used`);
  }
});

test('nv12 is taken too, and a change of format begins anew with a keyframe', () => {
  const [planar] = drawSequence(size, 1);
  const nv12 = new Frame();
  nv12.alloc();
  nv12.width = size.width;
  nv12.height = size.height;
  nv12.format = AV_PIX_FMT_NV12;
  nv12.getBuffer();
  for (const plane of nv12.data!) plane.fill(100);
  using encoder = openVideoEncoder({ size, fps: 30, bitrateBps: 2_000_000 });

  const keyframes = [planar!, nv12, nv12, planar!].map(
    (frame, index) => encoder.encode(frame, index).keyframe,
  );

  assert.deepEqual(keyframes, [true, true, false, true]);
  nv12.free();
});

test('what cannot be encoded is refused in a sentence that says what would do', () => {
  refused({ size: { width: 641, height: 360 } }, /641x360.*even/);
  refused({ size: { width: 0, height: 360 } }, /0x360.*16 to 8192/);
  refused({ size: { width: 16_384, height: 360 } }, /16384x360/);
  refused({ fps: 0 }, /fps.*1 to 240.*0/);
  refused({ fps: Number.NaN }, /fps/);
  refused({ bitrateBps: 10 }, /bitrateBps.*50000/);
  refused({ threads: 99 }, /threads.*1 to 16/);
});

test('a frame of another size or format is refused and the next right one is encoded', () => {
  using encoder = openVideoEncoder({ size, fps: 60, bitrateBps: 1_000_000 });
  const [right] = drawSequence(size, 1);
  const [other] = drawSequence({ width: 320, height: 180 }, 1);
  const wrongFormat = new Frame();
  wrongFormat.alloc();
  wrongFormat.width = size.width;
  wrongFormat.height = size.height;
  wrongFormat.format = AV_PIX_FMT_YUV444P;
  wrongFormat.getBuffer();

  assert.throws(() => encoder.encode(other!, 0), badSpec(/640x360.*not 320x180/));
  assert.throws(() => encoder.encode(wrongFormat, 0), badSpec(/yuv420p or nv12/));
  assert.throws(() => encoder.setRate(1, 60), badSpec(/bitrateBps/));
  assert.equal(encoder.encode(right!, 0).keyframe, true);
  wrongFormat.free();
});

test('closing twice is fine, encoding afterwards is not', () => {
  const encoder = openVideoEncoder({ size, fps: 60, bitrateBps: 1_000_000 });
  encoder.close();
  encoder.close();

  assert.throws(
    () => encoder.encode(drawSequence(size, 1)[0]!, 0),
    (error) => error instanceof MediaError && error.code === 'closed',
  );
});

function refused(options: Partial<VideoEncoderOptions>, words: RegExp): void {
  const whole = { size, fps: 60, bitrateBps: 1_000_000, ...options };
  assert.throws(() => openVideoEncoder(whole), badSpec(words));
}

function badSpec(words: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof MediaError && error.code === 'bad-spec' && words.test(error.message);
}

function typesOf(data: Uint8Array): number[] {
  const types: number[] = [];
  for (let at = nextNal(data, 0); at !== -1; at = nextNal(data, at)) types.push(nalType(data, at));
  return types;
}

/** The `slice_type` of every slice (ITU-T H.264, 7.3.3). */
function sliceTypesOf(data: Uint8Array): number[] {
  const types: number[] = [];
  const reader = new BitReader();
  for (let at = nextNal(data, 0); at !== -1; at = nextNal(data, at)) {
    if (nalType(data, at) !== NAL_SLICE && nalType(data, at) !== NAL_KEYFRAME_SLICE) continue;
    reader.start(data, at + 1, data.length);
    reader.unsigned();
    types.push(reader.unsigned());
  }
  return types;
}
