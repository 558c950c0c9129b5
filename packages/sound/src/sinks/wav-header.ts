import { CHANNELS, RATE_HZ } from '../format.ts';

/** Bytes before the first sample. */
export const WAV_HEADER_BYTES = 94;

/** Bytes of one sample frame: two 32-bit floats. */
export const WAV_FRAME_BYTES: number = 4 * CHANNELS;

const FORMAT_FLOAT = 3;
const MAX_32_BIT = 0xffff_ffff;
const JUNK_BYTES = 28;

/**
 * The header of a WAV file of `frames` sample frames: 48 kHz, stereo, 32-bit float, little endian. Over 4 GiB (3 hours)
 * it becomes RF64 (EBU Tech 3306) in the same number of bytes: the room for its sizes is kept free from the start.
 */
export function wavHeader(frames: number): Uint8Array {
  const header = new Uint8Array(WAV_HEADER_BYTES);
  const view = new DataView(header.buffer);
  const dataBytes = frames * WAV_FRAME_BYTES;
  const riffBytes = WAV_HEADER_BYTES - 8 + dataBytes;
  const large = riffBytes > MAX_32_BIT;

  putTag(view, 0, large ? 'RF64' : 'RIFF');
  view.setUint32(4, large ? MAX_32_BIT : riffBytes, true);
  putTag(view, 8, 'WAVE');

  putTag(view, 12, large ? 'ds64' : 'JUNK');
  view.setUint32(16, JUNK_BYTES, true);
  if (large) {
    putUint64(view, 20, riffBytes);
    putUint64(view, 28, dataBytes);
    putUint64(view, 36, frames);
  }

  putTag(view, 48, 'fmt ');
  view.setUint32(52, 18, true);
  view.setUint16(56, FORMAT_FLOAT, true);
  view.setUint16(58, CHANNELS, true);
  view.setUint32(60, RATE_HZ, true);
  view.setUint32(64, RATE_HZ * WAV_FRAME_BYTES, true);
  view.setUint16(68, WAV_FRAME_BYTES, true);
  view.setUint16(70, 32, true);

  // Bytes 72 and 73 say that nothing follows; formats other than integers must say so, and count their sample frames.
  putTag(view, 74, 'fact');
  view.setUint32(78, 4, true);
  view.setUint32(82, Math.min(frames, MAX_32_BIT), true);

  putTag(view, 86, 'data');
  view.setUint32(90, large ? MAX_32_BIT : dataBytes, true);
  return header;
}

function putTag(view: DataView, at: number, tag: string): void {
  for (let i = 0; i < 4; i++) view.setUint8(at + i, tag.charCodeAt(i));
}

function putUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 2 ** 32, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}
