/** Buffers are at least this large, so that one does for most messages. */
const leastBytes = 64 * 1024;
/** More of them at rest are given up. */
const mostAtRest = 4;

/**
 * Memory for what a socket writes, in the order in which it does, used again when it is written: a buffer of its own for every picture
 * would be several megabytes of garbage a second.
 */
export class SendBuffers {
  #resting: Buffer[] = [];
  readonly #writing: Buffer[] = [];

  /** Room for so many bytes; it belongs to the next {@link written}. */
  take(bytes: number): Buffer {
    let buffer = this.#resting.pop();
    if (buffer === undefined || buffer.length < bytes) {
      // The others at rest are no larger.
      this.#resting = [];
      buffer = Buffer.allocUnsafeSlow(Math.max(leastBytes, 2 ** Math.ceil(Math.log2(bytes))));
    }
    this.#writing.push(buffer);
    return buffer.length === bytes ? buffer : buffer.subarray(0, bytes);
  }

  /** The oldest that was taken is written. */
  readonly written = (): void => {
    const buffer = this.#writing.shift();
    if (buffer === undefined || this.#resting.length >= mostAtRest) return;
    if (this.#resting.length === 0 || buffer.length >= this.#resting[0]!.length) this.#resting.push(buffer);
  };
}
