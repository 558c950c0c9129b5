/** Reads an input from front to back. Behind its end everything is zero, so that any bytes are a complete input. */
export class Cursor {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.at >= this.#bytes.length;
  }

  u8(): number {
    return this.#bytes[this.at++] ?? 0;
  }

  u16(): number {
    return this.u8() * 256 + this.u8();
  }

  u32(): number {
    return this.u16() * 65_536 + this.u16();
  }

  u48(): number {
    return this.u16() * 2 ** 32 + this.u32();
  }

  /** The next `length` bytes, fewer at the end; a view of the input. */
  take(length: number): Uint8Array {
    const taken = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  rest(): Uint8Array {
    return this.take(Math.max(0, this.#bytes.length - this.at));
  }
}

/** Where the operations of an input begin, and where the last one ends. */
export function boundaries(input: Uint8Array, skip: (cursor: Cursor) => void): number[] {
  const cursor = new Cursor(input);
  const found = [0];
  while (!cursor.done) {
    skip(cursor);
    found.push(Math.min(cursor.at, input.length));
  }
  return found;
}
