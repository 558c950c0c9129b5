import { NAL_KEYFRAME_SLICE, NAL_SEI, NAL_SLICE, NAL_SPS, nalType, nextNal } from './annex-b.ts';
import { BitReader } from './bit-reader.ts';
import type { Recovery } from './keyframe-recovery.ts';
import { readSequenceAt } from './sequence.ts';

/**
 * Knows whether the next decoded picture of an H.264 stream is whole, from frame numbers and recovery points alone (ITU-T H.264, 7.4.3
 * and D.2.8). Decoders conceal a missing reference without a word; this does not.
 *
 * After a loss pictures are broken until a keyframe, or until a wave of intra refresh that began after the loss has crossed the picture.
 */
export class RecoveryTracker implements Recovery {
  readonly #reader = new BitReader();
  /** The access unit that `next` saw last is an IDR picture. */
  keyframe = false;
  /** The access unit that `next` saw last has another parameter set than those before. */
  sequenceChanged = false;
  #sequence: Uint8Array = new Uint8Array(0);
  #whole = false;
  #framesToGo = Number.POSITIVE_INFINITY;
  #frameNumberBits = 0;
  #separatePlanes = false;
  #lastReference = -1;

  /** Something is missing before the next access unit, or the last one did not decode. */
  lost(): void {
    this.#whole = false;
    this.#framesToGo = Number.POSITIVE_INFINITY;
  }

  /**
   * Takes the next access unit (Annex B), which is only read.
   *
   * @returns true when its picture will be whole, provided that this access unit itself decodes without error
   */
  next(data: Uint8Array): boolean {
    let recoveryFrames = -1;
    this.keyframe = false;
    this.sequenceChanged = false;
    for (let at = nextNal(data, 0); at !== -1; at = nextNal(data, at)) {
      const type = nalType(data, at);
      if (type === NAL_SPS) this.#readSequence(data, at);
      else if (type === NAL_SEI) recoveryFrames = Math.max(recoveryFrames, this.#readRecoveryPoint(data, at));
      else if (type === NAL_KEYFRAME_SLICE) return this.#keyframe(data, at);
      else if (type === NAL_SLICE) return this.#slice(data, at, recoveryFrames);
    }
    return false;
  }

  #keyframe(data: Uint8Array, at: number): boolean {
    this.keyframe = true;
    this.#lastReference = this.#readFrameNumber(data, at);
    this.#whole = true;
    return true;
  }

  #slice(data: Uint8Array, at: number, recoveryFrames: number): boolean {
    const number = this.#readFrameNumber(data, at);
    const expected = (this.#lastReference + 1) % 2 ** this.#frameNumberBits;
    if (number !== expected) this.lost();
    else this.#framesToGo--;
    const isReference = (data[at]! & 0x60) !== 0;
    if (isReference) this.#lastReference = number;
    if (this.#whole) return true;
    if (recoveryFrames >= 0) this.#framesToGo = Math.min(this.#framesToGo, recoveryFrames);
    this.#whole = this.#framesToGo <= 0;
    return this.#whole;
  }

  #readSequence(data: Uint8Array, at: number): void {
    const end = nextNal(data, at);
    const bytes = data.subarray(at, end === -1 ? data.length : end - 3);
    if (isEqual(bytes, this.#sequence)) return;
    this.sequenceChanged = true;
    this.#sequence = Uint8Array.from(bytes);
    const sequence = readSequenceAt(data, at);
    this.#frameNumberBits = sequence?.frameNumberBits ?? 0;
    this.#separatePlanes = sequence?.separatePlanes ?? false;
  }

  /** The `frame_num` of a slice header (7.3.3); -1 when it cannot be read. */
  #readFrameNumber(data: Uint8Array, at: number): number {
    if (this.#frameNumberBits === 0) return -1;
    const reader = this.#reader;
    reader.start(data, at + 1, data.length);
    reader.unsigned();
    reader.unsigned();
    reader.unsigned();
    if (this.#separatePlanes) reader.bits(2);
    const number = reader.bits(this.#frameNumberBits);
    return reader.overrun ? -1 : number;
  }

  /** How many frames after this one a decoder that starts here is right (D.1.8); -1 when this is no recovery point. */
  #readRecoveryPoint(data: Uint8Array, at: number): number {
    const reader = this.#reader;
    const next = nextNal(data, at);
    reader.start(data, at + 1, next === -1 ? data.length : next - 3);
    while (!reader.overrun) {
      const type = readExtended(reader);
      const size = readExtended(reader);
      if (reader.overrun) return -1;
      if (type === RECOVERY_POINT) {
        const frames = reader.unsigned();
        return reader.overrun ? -1 : frames;
      }
      for (let index = 0; index < size && !reader.overrun; index++) reader.bits(8);
    }
    return -1;
  }
}

const RECOVERY_POINT = 6;

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}

/** A number in bytes of 255 and a last smaller one, as SEI messages write type and size. */
function readExtended(reader: BitReader): number {
  let value = 0;
  let byte = reader.bits(8);
  while (byte === 255 && !reader.overrun) {
    value += byte;
    byte = reader.bits(8);
  }
  return value + byte;
}
