/**
 * Reads the bits of a NAL unit's payload, first bit highest, stepping over emulation prevention bytes
 * (ITU-T H.264, 7.3.1). Past the end it gives zeros and says so in {@link BitReader.exhausted}.
 */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #escaped: boolean;
  #byteIndex = 0;
  #bitsLeft = 8;
  #zeros = 0;
  #exhausted = false;

  /** `escaped`: whether there are emulation prevention bytes, which AV1 does without. Default true. */
  constructor(bytes: Uint8Array, escaped = true) {
    this.#bytes = bytes;
    this.#escaped = escaped;
  }

  /** Whether more was read than there was. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  bit(): number {
    const byte = this.#bytes[this.#byteIndex];
    if (byte === undefined) {
      this.#exhausted = true;
      return 0;
    }
    this.#bitsLeft -= 1;
    const value = (byte >> this.#bitsLeft) & 1;
    if (this.#bitsLeft === 0) this.#advance(byte);
    return value;
  }

  /** An unsigned number of `count` bits, 0…32. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i += 1) value = value * 2 + this.bit();
    return value;
  }

  /** An unsigned Exp-Golomb code, ue(v) of clause 9.1, 0…2³²−2; a longer one counts as running out of bits. */
  unsigned(): number {
    let leadingZeros = 0;
    while (!this.#exhausted && this.bit() === 0) {
      leadingZeros += 1;
      if (leadingZeros > 31) this.#exhausted = true;
    }
    return this.#exhausted ? 0 : 2 ** leadingZeros - 1 + this.bits(leadingZeros);
  }

  /** A signed Exp-Golomb code, se(v) of clause 9.1.1. */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : 0 - code / 2;
  }

  #advance(byte: number): void {
    this.#bitsLeft = 8;
    this.#byteIndex += 1;
    this.#zeros = byte === 0 ? this.#zeros + 1 : 0;
    if (this.#escaped && this.#zeros >= 2 && this.#bytes[this.#byteIndex] === EMULATION_PREVENTION) {
      this.#byteIndex += 1;
      this.#zeros = 0;
    }
  }
}

const EMULATION_PREVENTION = 3;
