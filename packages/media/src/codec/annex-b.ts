/** NAL unit types of H.264 (ITU-T H.264, table 7-1). */
export const NAL_SLICE = 1;
export const NAL_KEYFRAME_SLICE = 5;
export const NAL_SEI = 6;
export const NAL_SPS = 7;
export const NAL_PPS = 8;

/**
 * Offset of the header byte of the first NAL unit whose start code lies at or after `from`, or -1 when there is none
 * (ITU-T H.264, annex B).
 */
export function nextNal(data: Uint8Array, from: number): number {
  const last = data.length - 3;
  for (let at = from; at < last; at++) {
    if (data[at + 2]! > 1) at += 2;
    else if (data[at] === 0 && data[at + 1] === 0 && data[at + 2] === 1) return at + 3;
  }
  return -1;
}

/** Type of the NAL unit whose header byte is at `at`: 0 to 31. */
export function nalType(data: Uint8Array, at: number): number {
  return data[at]! & 0x1f;
}

/** Is this access unit (Annex B) an IDR picture, from which a decoder can start? Looks no further than its first slice. */
export function isKeyframe(data: Uint8Array): boolean {
  for (let at = nextNal(data, 0); at !== -1; at = nextNal(data, at)) {
    const type = nalType(data, at);
    if (type === NAL_KEYFRAME_SLICE) return true;
    if (type === NAL_SLICE) return false;
  }
  return false;
}

/** The same for HEVC (ITU-T H.265, table 7-1): an IDR or a clean random access picture. */
export function isHevcKeyframe(data: Uint8Array): boolean {
  for (let at = nextNal(data, 0); at !== -1; at = nextNal(data, at)) {
    const type = (data[at]! >> 1) & 0x3f;
    if (type < HEVC_PARAMETERS) return type >= HEVC_IDR && type <= HEVC_CLEAN_RANDOM_ACCESS;
  }
  return false;
}

/** Types below are pictures. */
const HEVC_PARAMETERS = 32;
const HEVC_IDR = 19;
const HEVC_CLEAN_RANDOM_ACCESS = 21;

/**
 * Takes libx264's advertisement of itself (670 bytes of user data behind the parameter sets of its first picture, which no rate control
 * counts) out of an access unit, in place: the parameter sets move up to what follows it.
 *
 * @returns the part of `data` that is left
 */
export function withoutUserData(data: Uint8Array): Uint8Array {
  for (let at = nextNal(data, 0); at !== -1; ) {
    const next = nextNal(data, at);
    if (next === -1 || nalType(data, at) === NAL_KEYFRAME_SLICE) return data;
    if (nalType(data, at) === NAL_SEI && data[at + 1] === UNREGISTERED_USER_DATA) {
      const start = at - START_CODE;
      const bytes = next - START_CODE - start;
      data.copyWithin(bytes, 0, start);
      return data.subarray(bytes);
    }
    at = next;
  }
  return data;
}

const START_CODE = 3;
const UNREGISTERED_USER_DATA = 5;
