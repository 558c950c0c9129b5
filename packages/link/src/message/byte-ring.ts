/** Bytes of a stream by their offset, at most `capacity` (a power of two) of them at a time. Offsets are plain integers. */
export class ByteRing {
  #bytes: Buffer;

  constructor(capacity: number) {
    this.#bytes = Buffer.alloc(capacity);
  }

  get capacity(): number {
    return this.#bytes.length;
  }

  /** Copies `source` in [from, to) to stream offset `offset`. */
  write(offset: number, source: Buffer, from: number, to: number): void {
    const at = offset % this.capacity;
    const first = Math.min(to - from, this.capacity - at);
    source.copy(this.#bytes, at, from, from + first);
    source.copy(this.#bytes, 0, from + first, to);
  }

  /** Copies `bytes` bytes from stream offset `offset` into `target` at `at`. */
  read(offset: number, bytes: number, target: Buffer, at: number): void {
    const from = offset % this.capacity;
    const first = Math.min(bytes, this.capacity - from);
    this.#bytes.copy(target, at, from, from + first);
    this.#bytes.copy(target, at + first, 0, bytes - first);
  }

  readU32(offset: number): number {
    let value = 0;
    for (let byte = 0; byte < 4; byte++) value = value * 256 + this.#bytes[(offset + byte) % this.capacity]!;
    return value;
  }

  /** Doubles the capacity until it holds `bytes`, keeping what lies in [start, end). */
  grow(bytes: number, start: number, end: number): void {
    if (bytes <= this.capacity) return;
    let capacity = this.capacity;
    while (capacity < bytes) capacity *= 2;
    const kept = Buffer.alloc(end - start);
    this.read(start, end - start, kept, 0);
    this.#bytes = Buffer.alloc(capacity);
    this.write(start, kept, 0, kept.length);
  }
}
