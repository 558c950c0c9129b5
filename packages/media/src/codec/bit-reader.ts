/**
 * Reads the bits of one H.264 NAL unit, emulation prevention bytes taken out (ITU-T H.264, 7.3.1 and 9.1). Reading past the end gives
 * zeros and sets {@link BitReader.overrun}; nothing throws, because what is read comes from the network.
 */
export class BitReader {
  /** More was asked for than there is; whatever was read since then is meaningless. */
  overrun = false;
  #data: Uint8Array = EMPTY;
  #at = 0;
  #end = 0;
  #bit = 0;
  #zeros = 0;

  /** Starts at a byte; `data` is kept until the next call. */
  start(data: Uint8Array, from: number, end: number): void {
    this.#data = data;
    this.#at = from;
    this.#end = Math.min(end, data.length);
    this.#bit = 0;
    this.#zeros = 0;
    this.overrun = false;
  }

  bit(): number {
    if (this.#at >= this.#end) {
      this.overrun = true;
      return 0;
    }
    const byte = this.#data[this.#at]!;
    const value = (byte >> (7 - this.#bit)) & 1;
    if (++this.#bit === 8) this.#nextByte(byte);
    return value;
  }

  /** An unsigned number of 0 to 32 bits. */
  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) value = value * 2 + this.bit();
    return value;
  }

  /** An Exp-Golomb code, `ue(v)`: 0 to 2^32 - 2. */
  unsigned(): number {
    let zeros = 0;
    while (this.bit() === 0) {
      if (++zeros > 31 || this.overrun) {
        this.overrun = true;
        return 0;
      }
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** A signed Exp-Golomb code, `se(v)`. */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }

  #nextByte(byte: number): void {
    this.#bit = 0;
    this.#at++;
    this.#zeros = byte === 0 ? this.#zeros + 1 : 0;
    if (this.#zeros >= 2 && this.#data[this.#at] === 3) {
      this.#at++;
      this.#zeros = 0;
    }
  }
}

const EMPTY: Uint8Array = new Uint8Array(0);
