import { isKeyframe as isH264Keyframe, isHevcKeyframe, nextNal } from './annex-b.ts';
import { isObuKeyframe, isObuStream } from './obu.ts';

/** How pictures are coded: H.264 (ITU-T H.264), HEVC (ITU-T H.265), AV1 (AOMedia). */
export type VideoCodec = 'h264' | 'hevc' | 'av1';

/** All that Ajar knows, the one that every peer decodes first. */
export const VIDEO_CODECS: readonly VideoCodec[] = ['h264', 'hevc', 'av1'];

/**
 * Which codec this keyframe is of, by its parameter sets: H.264 and HEVC as Annex B, AV1 as low-overhead OBUs. Undefined for what has
 * none in front of its first picture, so that a decoder could not start there anyway.
 */
export function codecOf(keyframe: Uint8Array): VideoCodec | undefined {
  // A unit's payload may look like a start code in AV1, where nothing forbids it.
  if (keyframe[0] !== 0) return isObuStream(keyframe) ? 'av1' : undefined;
  for (let at = nextNal(keyframe, 0); at !== -1 && at + 1 < keyframe.length; at = nextNal(keyframe, at)) {
    const codec = codecOfNal(keyframe[at]!, keyframe[at + 1]!);
    if (codec === 'none') return undefined;
    if (codec !== 'open') return codec;
  }
  return undefined;
}

/** Is this access unit one from which a decoder can start: an IDR picture, or for AV1 a key frame with its sequence header? */
export function isKeyframe(data: Uint8Array, codec: VideoCodec = 'h264'): boolean {
  if (codec === 'h264') return isH264Keyframe(data);
  return codec === 'hevc' ? isHevcKeyframe(data) : isObuKeyframe(data);
}

/**
 * HEVC of one layer has headers of two bytes whose first is even and whose second is a temporal level from 1 to 7. H.264 has headers of
 * one byte, and those of its parameter sets are odd.
 */
function codecOfNal(first: number, second: number): VideoCodec | 'open' | 'none' {
  const h264Type = first & 0x1f;
  if (first < 0x80 && h264Type === 7) return 'h264';
  const isHevc = (first & 0x81) === 0 && second >= 1 && second <= 7;
  const hevcType = first >> 1;
  if (isHevc && (hevcType === 32 || hevcType === 33)) return 'hevc';
  const isAside = first === 0x06 || first === 0x09 || (isHevc && (hevcType === 35 || hevcType === 39));
  return isAside ? 'open' : 'none';
}
