/**
 * A sealed packet carries chunks. Types below 0x80 are followed by a 16-bit length; types from 0x80 run to the
 * end of the packet. Unknown types are skipped, so that a later minor addition does not break an older peer.
 */
export const chunkType = {
  padding: 0x00,
  ping: 0x01,
  pong: 0x02,
  wanted: 0x03,
  skipped: 0x04,
  message: 0x05,
  messageAck: 0x06,
  close: 0x07,
  arrivals: 0x08,
  challenge: 0x09,
  response: 0x0a,
  probe: 0x0b,
  probed: 0x0c,
  givenUp: 0x0d,
  shortShard: 0x10,
  shard: 0x80,
} as const;

/** Bytes of a chunk's type and length, for types below 0x80. */
export const chunkHeadBytes = 3;

/** Walks over the chunks of a packet without allocating. */
export class ChunkReader {
  /** Where the body of the current chunk is. */
  bodyAt = 0;
  bodyEnd = 0;
  /** Whether the walk ended because a chunk is longer than the packet. */
  malformed = false;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  #end = 0;

  start(view: DataView, at: number, end: number): void {
    this.#view = view;
    this.#at = at;
    this.#end = end;
    this.malformed = false;
  }

  /** How many bytes have not been walked over. */
  get remaining(): number {
    return this.#end - this.#at;
  }

  /** Steps to the next chunk and returns its type; −1 at the end or when the rest is malformed. */
  next(): number {
    while (this.#at < this.#end && this.#view.getUint8(this.#at) === chunkType.padding) this.#at++;
    if (this.#at >= this.#end) return -1;
    const type = this.#view.getUint8(this.#at);
    if (type >= 0x80) {
      this.bodyAt = this.#at + 1;
      this.bodyEnd = this.#end;
      this.#at = this.#end;
      return type;
    }
    if (this.#end - this.#at < chunkHeadBytes) return this.#fail();
    const length = this.#view.getUint16(this.#at + 1);
    if (length > this.#end - this.#at - chunkHeadBytes) return this.#fail();
    this.bodyAt = this.#at + chunkHeadBytes;
    this.bodyEnd = this.bodyAt + length;
    this.#at = this.bodyEnd;
    return type;
  }

  #fail(): number {
    this.malformed = true;
    return -1;
  }
}

/** Writes type and length, and returns where the body goes. */
export function writeChunkHead(view: DataView, at: number, type: number, bodyBytes: number): number {
  view.setUint8(at, type);
  view.setUint16(at + 1, bodyBytes);
  return at + chunkHeadBytes;
}
