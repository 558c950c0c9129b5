/** Bytes of the length that precedes every message. */
const prefixBytes = 4;

/** No message is longer: a frame of the largest picture is far below, and garbage must not reserve gigabytes. */
export const maxMessageBytes: number = 16 * 1024 * 1024;

/**
 * Cuts a byte stream into messages, each preceded by its length as a little-endian u32. Messages that arrive in one
 * chunk are passed on as views of it; those that span chunks are put together in one buffer that is reused.
 */
export class MessageReader {
  #partial: Uint8Array = new Uint8Array(64 * 1024);
  #filled = 0;

  /**
   * Takes the stream's next chunk and calls `deliver` for every whole message. The view is valid during the call.
   * Returns false when the stream is not one of messages (a length out of bounds); it can't be read any further.
   */
  push(chunk: Uint8Array, deliver: (message: Uint8Array) => void): boolean {
    let rest = chunk;
    while (this.#filled > 0) {
      const wanted = this.#filled < prefixBytes ? prefixBytes : prefixBytes + readLength(this.#partial);
      if (wanted > prefixBytes + maxMessageBytes) return false;
      const taken = Math.min(wanted - this.#filled, rest.length);
      this.#keep(rest.subarray(0, taken), wanted);
      rest = rest.subarray(taken);
      if (this.#filled < wanted) return true;
      if (wanted === prefixBytes && readLength(this.#partial) > 0) continue;
      this.#filled = 0;
      deliver(this.#partial.subarray(prefixBytes, wanted));
    }
    let at = 0;
    while (rest.length - at >= prefixBytes) {
      const length = readLength(rest, at);
      if (length > maxMessageBytes) return false;
      if (rest.length - at < prefixBytes + length) break;
      deliver(rest.subarray(at + prefixBytes, at + prefixBytes + length));
      at += prefixBytes + length;
    }
    if (at < rest.length) this.#keep(rest.subarray(at), rest.length - at);
    return true;
  }

  #keep(bytes: Uint8Array, wanted: number): void {
    const needed = Math.max(wanted, this.#filled + bytes.length);
    if (needed > this.#partial.length) {
      const grown = new Uint8Array(Math.max(needed, this.#partial.length * 2));
      grown.set(this.#partial.subarray(0, this.#filled));
      this.#partial = grown;
    }
    this.#partial.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }
}

/**
 * One message with its length in front, copied into memory that `take` gives for just so many bytes. `payload` follows `head` without
 * a gap.
 */
export function frameMessage(
  head: Uint8Array,
  payload?: Uint8Array,
  take: (bytes: number) => Buffer = (bytes) => Buffer.allocUnsafe(bytes),
): Buffer {
  const length = head.length + (payload?.length ?? 0);
  if (length > maxMessageBytes) {
    throw new RangeError(`message of ${length} bytes: at most ${maxMessageBytes} fit`);
  }
  const framed = take(prefixBytes + length);
  framed.writeUInt32LE(length, 0);
  framed.set(head, prefixBytes);
  if (payload !== undefined) framed.set(payload, prefixBytes + head.length);
  return framed;
}

function readLength(bytes: Uint8Array, at = 0): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
