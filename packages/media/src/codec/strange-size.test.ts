import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FFVideoEncoder } from 'node-av/constants';
import { AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV444P } from 'node-av/constants';
import { Codec, CodecContext, Packet, Rational } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import { openCodec } from './ffmpeg.ts';
import { allocateFrame } from './picture-frame.ts';
import type { VideoCodec } from './video-codec.ts';
import { openVideoDecoder } from './video-decoder.ts';

// What our own encoders refuse to make may still come from another's.
const strange: readonly { size: Size; name: string; codec: VideoCodec; options: Record<string, string> }[] = [
  { size: { width: 2, height: 2 }, name: 'libx264', codec: 'h264', options: x264() },
  { size: { width: 16, height: 4096 }, name: 'libx264', codec: 'h264', options: x264() },
  { size: { width: 8192, height: 4352 }, name: 'libx264', codec: 'h264', options: x264() },
  { size: { width: 65, height: 71 }, name: 'libsvtav1', codec: 'av1', options: { preset: '12' } },
];

for (const { size, name, codec, options } of strange) {
  test(`a ${codec} picture of ${size.width}x${size.height} is decoded, every plane in full`, () => {
    using decoder = openVideoDecoder({ codec });

    const picture = decoder.decode(encodeOne(size, name, options));

    assert.deepEqual([picture?.width, picture?.height, picture?.clean], [size.width, size.height, true]);
    for (const [index, plane] of picture!.planes.entries()) {
      const rows = index === 0 ? size.height : (size.height + 1) >> 1;
      const columns = index === 0 ? size.width : (size.width + 1) >> 1;
      const last = (rows - 1) * picture!.strides[index]! + columns - 1;
      assert.ok(Math.abs(plane[last]! - 100) < 8, `plane ${index}: ${plane[last]}`);
    }
  });
}

test('a picture too large to be meant is refused without taking its memory, and a right one decodes after it', () => {
  using decoder = openVideoDecoder();
  const before = process.memoryUsage.rss();
  const large = encodeOne({ width: 8192, height: 8192 }, 'libx264', x264());
  const whileEncoding = process.memoryUsage.rss() - before;

  assert.throws(
    () => decoder.decode(large),
    (error) => error instanceof MediaError && error.code === 'corrupt',
  );

  assert.ok(process.memoryUsage.rss() - before - whileEncoding < 50 * 2 ** 20);
  const right = encodeOne({ width: 64, height: 64 }, 'libx264', x264());
  assert.equal(decoder.decode(right)?.clean, true);
});

test('colours that are not halved are refused by name', () => {
  using decoder = openVideoDecoder();
  const full = encodeOne({ width: 64, height: 64 }, 'libx264', x264(), AV_PIX_FMT_YUV444P);

  assert.throws(
    () => decoder.decode(full),
    (error) => error instanceof MediaError && error.code === 'unsupported',
  );
});

function x264(): Record<string, string> {
  return { preset: 'ultrafast', tune: 'zerolatency', 'x264-params': 'repeat-headers=1:annexb=1' };
}

/** A keyframe, all of it 100. */
function encodeOne(
  size: Size,
  name: string,
  options: Record<string, string>,
  format = AV_PIX_FMT_YUV420P,
): Uint8Array {
  const codec = Codec.findEncoderByName(name as FFVideoEncoder)!;
  process.env['SVT_LOG'] ??= '-2';
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = size.width;
  context.height = size.height;
  context.pixelFormat = format;
  context.timeBase = new Rational(1, 30);
  context.framerate = new Rational(30, 1);
  context.threadCount = 1;
  openCodec(context, codec, options, 'encoder');
  const frame = allocateFrame(size, format);
  for (const plane of frame.data!) plane.fill(100);
  const packet = new Packet();
  packet.alloc();
  frame.pts = 0n;
  context.sendFrameSync(frame);
  context.sendFrameSync(null);
  assert.ok(context.receivePacketSync(packet) >= 0);
  const data = Uint8Array.from(packet.data!);
  packet.free();
  frame.free();
  context.freeContext();
  return data;
}
