import assert from 'node:assert/strict';
import {
  AV_CODEC_ID_MJPEG,
  AV_CODEC_ID_PNG,
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  type AVCodecID,
  type AVPixelFormat,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib';
import type { Size } from '../size.ts';

/** Kinds of images and how their pixels lie. */
const KINDS: Readonly<Record<ImageKind, readonly [AVCodecID, AVPixelFormat]>> = {
  mjpeg: [AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ420P],
  mjpeg422: [AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ422P],
  png: [AV_CODEC_ID_PNG, AV_PIX_FMT_RGB24],
  greyPng: [AV_CODEC_ID_PNG, AV_PIX_FMT_GRAY8],
};

/** JPEGs with chroma at a quarter or at half of the pixels, PNGs in colour or grey. */
export type ImageKind = 'mjpeg' | 'mjpeg422' | 'png' | 'greyPng';

/** An image file of one grey, 0 to 255 in full range. */
export function encodeImage(kind: ImageKind, grey: number, size: Size = { width: 64, height: 48 }): Buffer {
  const [codecId, format] = KINDS[kind];
  const frame = greyFrame(size, format, grey);
  const codec = Codec.findEncoder(codecId)!;
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.width = size.width;
  encoder.height = size.height;
  encoder.pixelFormat = format;
  encoder.timeBase = new Rational(1, 25);
  // Else the default bitrate decides, and greys come out as others.
  encoder.setOption('qmin', '2');
  encoder.setOption('qmax', '2');
  assert.equal(encoder.open2Sync(codec, null), 0);
  encoder.sendFrameSync(frame);
  encoder.sendFrameSync(null);
  const packet = new Packet();
  packet.alloc();
  assert.equal(encoder.receivePacketSync(packet), 0);
  const bytes = Buffer.from(packet.data!);
  packet.free();
  frame.free();
  encoder.freeContext();
  return bytes;
}

function greyFrame(size: Size, format: AVPixelFormat, grey: number): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = size.width;
  frame.height = size.height;
  frame.format = format;
  frame.getBuffer();
  frame.data!.forEach((plane, index) => void plane.fill(index === 0 ? grey : 128));
  frame.pts = 0n;
  return frame;
}
