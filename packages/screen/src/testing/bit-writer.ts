/** Writes NAL units for tests: the counterpart of the bit reader. */
export class BitWriter {
  readonly #header: Uint8Array;
  readonly #bits: number[] = [];

  /** `header`: the bytes before the first bit. */
  constructor(header: Uint8Array) {
    this.#header = header;
  }

  bits(count: number, value: number): this {
    for (let i = count - 1; i >= 0; i -= 1) this.#bits.push(Math.floor(value / 2 ** i) % 2);
    return this;
  }

  unsigned(value: number): this {
    const length = Math.floor(Math.log2(value + 1));
    return this.bits(length, 0).bits(length + 1, value + 1);
  }

  signed(value: number): this {
    return this.unsigned(value > 0 ? value * 2 - 1 : value * -2);
  }

  /** The NAL unit, ended by a stop bit, with emulation prevention. */
  nal(): Uint8Array {
    const padded = [...this.#bits, 1];
    while (padded.length % 8 !== 0) padded.push(0);
    const bytes = [...this.#header];
    let zeros = 0;
    for (let i = 0; i < padded.length; i += 8) {
      const byte = Number.parseInt(padded.slice(i, i + 8).join(''), 2);
      if (zeros >= 2 && byte <= 3) {
        bytes.push(3);
        zeros = 0;
      }
      bytes.push(byte);
      zeros = byte === 0 ? zeros + 1 : 0;
    }
    return Uint8Array.from(bytes);
  }
}
