import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaError } from '../error.ts';
import { copyLuma, drawSequence, psnr } from './test-sequence.ts';
import { openVideoDecoder } from './video-decoder.ts';
import { openVideoEncoder } from './video-encoder.ts';

const size = { width: 640, height: 360 };
const FPS = 30;

test('every access unit is a picture at once, and looks like what was encoded', () => {
  const frames = drawSequence(size);
  using encoder = openVideoEncoder({ size, fps: FPS, bitrateBps: 6_000_000 });
  using decoder = openVideoDecoder();

  for (let index = 0; index < 100; index++) {
    const frame = frames[index % 6]!;
    const picture = decoder.decode(encoder.encode(frame, index).data);

    assert.ok(picture, `picture ${index}`);
    assert.equal(picture.clean, true);
    assert.equal(picture.keyframe, index === 0);
    assert.deepEqual([picture.width, picture.height, picture.format], [640, 360, 'yuv420p']);
    const original = { ...size, planes: frame.data!, strides: frame.linesize };
    if (index > 30 && index % 10 === 0) assert.ok(psnr(copyLuma(picture), copyLuma(original)) > 30);
  }
});

test('after a loss pictures are not clean until the refresh wave has passed, and from then on exactly right', () => {
  const stream = encodeStream(120);
  using whole = openVideoDecoder();
  using holed = openVideoDecoder();
  const dirty: number[] = [];
  let compared = 0;

  for (const [index, data] of stream.entries()) {
    const reference = Buffer.from(copyLuma(whole.decode(data)!));
    if (index >= 10 && index < 13) continue;
    const picture = holed.decode(data)!;
    if (!picture.clean) dirty.push(index);
    else if (index > 13) {
      assert.ok(reference.equals(copyLuma(picture)), `picture ${index}`);
      compared++;
    }
  }

  assert.equal(dirty[0], 13);
  assert.equal((dirty.at(-1) ?? 0) - 13 + 1, dirty.length, 'one run of broken pictures');
  assert.ok(dirty.length >= FPS && dirty.length <= 2 * FPS, `broken for ${dirty.length} frames`);
  assert.ok(compared > 30);
});

test('a keyframe heals at once', () => {
  const stream = encodeStream(40, (index) => index === 20);
  using decoder = openVideoDecoder();

  const clean = stream.map((data, index) => (index === 15 ? undefined : decoder.decode(data)!.clean));

  assert.deepEqual(clean.slice(13, 22), [true, true, undefined, false, false, false, false, true, true]);
});

test('a loss that frame numbers cannot show is taken from the caller', () => {
  const stream = encodeStream(10);
  using decoder = openVideoDecoder();

  for (const data of stream.slice(0, 5)) decoder.decode(data);
  decoder.lost();

  assert.equal(decoder.decode(stream[5]!)!.clean, false);
});

test('a decoder that joins in the middle shows nothing unclean as clean', () => {
  const stream = encodeStream(120);
  using whole = openVideoDecoder();
  using late = openVideoDecoder();
  let clean = 0;

  for (const [index, data] of stream.entries()) {
    const reference = Buffer.from(copyLuma(whole.decode(data)!));
    if (index < 5) continue;
    const picture = decodeOrNothing(late, data);
    if (!picture?.clean) continue;
    assert.ok(reference.equals(copyLuma(picture)), `picture ${index}`);
    clean++;
  }

  assert.ok(clean > 20, `${clean} clean pictures without any keyframe`);
});

test('data that is no picture is an error by name, and the decoder goes on after it', () => {
  const stream = encodeStream(4);
  using decoder = openVideoDecoder();

  assert.throws(() => decoder.decode(new Uint8Array(0)), corrupt);
  assert.throws(() => decoder.decode(new Uint8Array(100).fill(7)), corrupt);
  assert.throws(() => decoder.decode(stream[1]!), corrupt, 'a picture before its parameter sets');
  assert.equal(decoder.decode(stream[0]!)!.clean, true);
});

test('a plain Uint8Array with an offset decodes like a Buffer', () => {
  const [keyframe] = encodeStream(1);
  const padded = new Uint8Array(keyframe!.length + 100);
  padded.set(keyframe!, 50);
  using decoder = openVideoDecoder();

  assert.equal(decoder.decode(padded.subarray(50, 50 + keyframe!.length))!.clean, true);
});

test('closing twice is fine, decoding afterwards is not', () => {
  const decoder = openVideoDecoder();
  decoder.close();
  decoder.close();

  assert.throws(
    () => decoder.decode(Uint8Array.of(0, 0, 1, 9)),
    (error) => error instanceof MediaError && error.code === 'closed',
  );
  assert.throws(() => openVideoDecoder({ threads: 0 }), /threads.*1 to 16/);
});

function corrupt(error: unknown): boolean {
  return error instanceof MediaError && error.code === 'corrupt';
}

function decodeOrNothing(
  decoder: ReturnType<typeof openVideoDecoder>,
  data: Uint8Array,
): ReturnType<typeof decoder.decode> {
  try {
    return decoder.decode(data);
  } catch (error) {
    assert.ok(corrupt(error));
    return undefined;
  }
}

function encodeStream(count: number, isKeyframe: (index: number) => boolean = () => false): Uint8Array[] {
  const frames = drawSequence(size);
  using encoder = openVideoEncoder({ size, fps: FPS, bitrateBps: 3_000_000 });
  const stream: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    const { data } = encoder.encode(frames[index % 6]!, index, { keyframe: isKeyframe(index) });
    stream.push(Uint8Array.from(data));
  }
  for (const frame of frames) frame.free();
  return stream;
}
