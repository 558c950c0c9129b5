import { headerBytes } from './datagram.ts';

/**
 * A fixed piece of memory for one datagram, with its views made once: sealing and opening a packet
 * in it allocates nothing after every length has been seen.
 */
export class Slab {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** The header, which is authenticated but not encrypted. */
  readonly header: Buffer;
  readonly #heads: (Buffer | undefined)[] = [];
  readonly #sealed: (Buffer | undefined)[] = [];

  constructor(capacity: number) {
    this.bytes = Buffer.alloc(capacity);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, capacity);
    this.header = this.bytes.subarray(0, headerBytes);
  }

  /** The first `length` bytes. */
  head(length: number): Buffer {
    return (this.#heads[length] ??= this.bytes.subarray(0, length));
  }

  /** `length` bytes behind the header. */
  body(length: number): Buffer {
    return (this.#sealed[length] ??= this.bytes.subarray(headerBytes, headerBytes + length));
  }
}
