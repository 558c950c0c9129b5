// Open bitstream units of AV1 (AV1 Bitstream & Decoding Process Specification, section 5).
const SEQUENCE_HEADER = 1;
const TEMPORAL_DELIMITER = 2;
const FRAME_HEADER = 3;
const FRAME = 6;

/** Do these bytes begin as a temporal unit of low-overhead OBUs does whose first frame has its sequence header? */
export function isObuStream(data: Uint8Array): boolean {
  const walk = new ObuWalk(data);
  while (walk.next()) {
    if (walk.type === SEQUENCE_HEADER) return walk.size > 0;
    if (walk.type !== TEMPORAL_DELIMITER || walk.size !== 0) return false;
  }
  return false;
}

/** Is the first frame of this temporal unit a shown key frame behind a sequence header? */
export function isObuKeyframe(data: Uint8Array): boolean {
  const walk = new ObuWalk(data);
  let stillPicture: boolean | undefined;
  while (walk.next()) {
    if (walk.type === SEQUENCE_HEADER && walk.size > 0) {
      stillPicture = (data[walk.at]! & REDUCED_STILL_PICTURE) !== 0;
    } else if (walk.type === FRAME || walk.type === FRAME_HEADER) {
      if (stillPicture === undefined || walk.size === 0) return false;
      // show_existing_frame 0, frame_type KEY_FRAME, show_frame 1
      return stillPicture || (data[walk.at]! & 0xf0) === 0x10;
    }
  }
  return false;
}

const REDUCED_STILL_PICTURE = 0x08;
const MAX_SIZE_BYTES = 8;

/** Steps over the units of a temporal unit (5.3). */
class ObuWalk {
  readonly #data: Uint8Array;
  #next = 0;
  type = 0;
  /** Where the unit's payload begins. */
  at = 0;
  /** Bytes of payload. */
  size = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** False at the end, and where the bytes are no OBU. */
  next(): boolean {
    const data = this.#data;
    const header = data[this.#next];
    // The forbidden bit and the reserved one are zero, and low-overhead units say their size.
    if (header === undefined || (header & 0x83) !== 0x02) return false;
    this.type = (header >> 3) & 15;
    let at = this.#next + ((header & 0x04) === 0 ? 1 : 2);
    let size = 0;
    for (let index = 0; index < MAX_SIZE_BYTES; index++) {
      const byte = data[at++];
      if (byte === undefined) return false;
      size += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) break;
    }
    if (at + size > data.length) return false;
    this.at = at;
    this.size = size;
    this.#next = at + size;
    return true;
  }
}
