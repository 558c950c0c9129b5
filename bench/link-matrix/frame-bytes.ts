const headBytes = 9;
const mostBytes = 4_000_000;

/** Frames for a bench that are known again, and of which every byte can be checked: picture number, length, keyframe, then a pattern. */
export class FrameBytes {
  /** Of the frame that was read last. */
  keyframe = false;
  readonly #pattern: Buffer = Buffer.alloc(mostBytes);
  readonly #frame: Buffer;

  constructor() {
    let word = 1;
    for (let at = 0; at < mostBytes; at++) {
      word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
      this.#pattern[at] = word >>> 24;
    }
    this.#frame = Buffer.from(this.#pattern);
  }

  /** A frame of this size, valid until the next call. */
  write(picture: number, bytes: number, keyframe: boolean): Buffer {
    const length = Math.min(mostBytes, Math.max(headBytes, bytes));
    this.#frame.writeUInt32LE(picture, 0);
    this.#frame.writeUInt32LE(length, 4);
    this.#frame[8] = keyframe ? 1 : 0;
    return this.#frame.subarray(0, length);
  }

  /** Which picture this is; −1 when it is not what had been written. */
  read(data: Uint8Array): number {
    if (data.length < headBytes || data.length > mostBytes) return -1;
    const frame = Buffer.from(data.buffer, data.byteOffset, data.length);
    if (frame.readUInt32LE(4) !== frame.length) return -1;
    if (frame.compare(this.#pattern, headBytes, frame.length, headBytes) !== 0) return -1;
    this.keyframe = frame[8] === 1;
    return frame.readUInt32LE(0);
  }
}
