/** Cameras that have sent so many pictures without an end marker never write one. */
const NEVER_AFTER = 30;
/** USB pads with zeros. */
const MAX_PADDING = 4096;

/**
 * Tells whether a JPEG is whole by its end marker (ITU-T T.81, B.1.1.3). Half a JPEG decodes well, into half a picture. For one
 * camera; those that never write the marker are let off after some pictures.
 */
export function createJpegCheck(): (data: Uint8Array | null) => boolean {
  let seen = false;
  let missing = 0;
  return (data) => {
    if (data === null || data.length < 4) return false;
    if (hasEnd(data)) {
      seen = true;
      return true;
    }
    missing++;
    return !seen && missing > NEVER_AFTER;
  };
}

function hasEnd(data: Uint8Array): boolean {
  let end = data.length;
  const least = Math.max(2, end - MAX_PADDING);
  while (end > least && data[end - 1] === 0) end--;
  return data[end - 2] === 0xff && data[end - 1] === 0xd9;
}
