import { AV_CODEC_ID_MJPEG, AV_CODEC_ID_PNG, AV_CODEC_ID_PPM, type AVCodecID } from 'node-av/constants';
import { Codec, CodecContext, type Frame, Packet } from 'node-av/lib';
import { openCodec } from '../codec/ffmpeg.ts';

/** What an image file begins with. */
const SIGNATURES: readonly (readonly [AVCodecID, readonly number[]])[] = [
  [AV_CODEC_ID_MJPEG, [0xff, 0xd8, 0xff]],
  [AV_CODEC_ID_PNG, [0x89, 0x50, 0x4e, 0x47]],
  [AV_CODEC_ID_PPM, [0x50, 0x36]],
];

/**
 * Decodes one image (JPEG, PNG or binary PPM).
 *
 * @param into an allocated frame; on success the caller has to `unref` it
 * @returns false when it is none of these or damaged
 */
export function decodeImage(bytes: Buffer, into: Frame): boolean {
  const kind = SIGNATURES.find(([, start]) => start.every((byte, index) => bytes[index] === byte));
  const codec = kind && Codec.findDecoder(kind[0]);
  if (!codec) return false;
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.threadCount = 1;
  openCodec(decoder, codec, {}, 'unsupported');
  const packet = new Packet();
  packet.alloc();
  try {
    packet.data = bytes;
    if (decoder.sendPacketSync(packet) < 0) return false;
    decoder.sendPacketSync(null);
    return decoder.receiveFrameSync(into) >= 0 && into.decodeErrorFlags === 0;
  } finally {
    packet.free();
    decoder.freeContext();
  }
}
