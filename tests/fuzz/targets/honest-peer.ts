import assert from 'node:assert/strict';
import type { Address } from '@ajar/link';
import {
  ArrivalsWriter,
  ChunkReader,
  chunksAt,
  chunkType,
  datagramType,
  headerBytes,
  maxReceivedBytes,
  type RawPeer,
  Slab,
  tagBytes,
  writeChunkHead,
} from '@ajar/link/testing';

/** The most that a plaintext may have behind its time. */
export const mostChunkBytes = 1160;
const challengeBytes = 8;
/** Of what has been heard, so many packets and pings at most are talked about. */
const mostHeard = 200;

/** What a peer has heard, from which it can make the answers that an honest one would give. */
export class HonestPeer {
  readonly #slab = new Slab(maxReceivedBytes);
  readonly #chunks = new ChunkReader();
  readonly #pings: number[] = [];
  readonly #probes: number[] = [];
  readonly #arrivals: [number, number][] = [];
  /** Challenges, and the address that each was sent to. */
  readonly #challenges: { readonly bytes: Buffer; readonly port: number }[] = [];
  #messageEnd = 0;

  /** Takes a datagram that was sent to it. What is sealed for a session before this one is not for it. */
  hear(nowUs: number, datagram: Uint8Array, to: Address, { opener }: RawPeer): void {
    if (datagram[0] !== datagramType.sealed) return;
    const { bytes, view } = this.#slab;
    bytes.set(datagram);
    if (opener.open(this.#slab, datagram.length) !== undefined) return;
    const sentUs = bytes.readUIntBE(headerBytes, 6);
    if (this.#arrivals.length < mostHeard) this.#arrivals.push([bytes.readUIntBE(2, 6), nowUs]);
    const chunks = this.#chunks;
    chunks.start(view, chunksAt, datagram.length - tagBytes);
    for (let type = chunks.next(); type >= 0; type = chunks.next()) {
      const { bodyAt, bodyEnd } = chunks;
      if (type === chunkType.ping && this.#pings.length < mostHeard) this.#pings.push(sentUs);
      if (type === chunkType.probe) this.#probes.push(bytes.readUInt16BE(bodyAt));
      if (type === chunkType.message) this.#hearMessage(bytes.readUIntBE(bodyAt, 6), bodyEnd - bodyAt - 6);
      if (type === chunkType.challenge) {
        this.#challenges.push({
          bytes: Buffer.from(bytes.subarray(bodyAt, bodyAt + challengeBytes)),
          port: to.port,
        });
      }
    }
    assert.equal(chunks.malformed, false, 'what it sends is well-formed');
  }

  /** Ports of the addresses that the next answer proves. */
  get challengedPorts(): number[] {
    return this.#challenges.map(({ port }) => port);
  }

  /** Chunks that answer everything that was heard. Of the packets those whose bit is set in `lost` are said to be missing. */
  answer(nowUs: number, lost: number): Buffer {
    const answer = Buffer.alloc(mostChunkBytes);
    const view = new DataView(answer.buffer, answer.byteOffset, answer.length);
    let end = 0;
    const begin = (type: number, bodyBytes: number): number => {
      const body = writeChunkHead(view, end, type, bodyBytes);
      end = body + bodyBytes;
      return body;
    };
    for (const { bytes } of this.#challenges.splice(0).slice(-4)) {
      answer.set(bytes, begin(chunkType.response, challengeBytes));
    }
    for (const bytes of this.#probes.splice(0).slice(-4))
      answer.writeUInt16BE(bytes, begin(chunkType.probed, 2));
    for (const sentUs of this.#pings.splice(0).slice(-8)) {
      const body = begin(chunkType.pong, 12);
      answer.writeUIntBE(sentUs, body, 6);
      answer.writeUIntBE(nowUs, body + 6, 6);
    }
    const body = begin(chunkType.messageAck, 10);
    answer.writeUIntBE(this.#messageEnd, body, 6);
    answer.writeUInt32BE(256 * 1024, body + 6);
    return answer.subarray(0, this.#writeArrivals(view, end, lost));
  }

  #hearMessage(offset: number, bytes: number): void {
    if (offset <= this.#messageEnd) this.#messageEnd = Math.max(this.#messageEnd, offset + bytes);
  }

  #writeArrivals(view: DataView, at: number, lost: number): number {
    const [first, ...others] = this.#arrivals
      .splice(0)
      .filter((_, index) => ((lost >> (index % 8)) & 1) === 0)
      .toSorted(([one], [other]) => one - other);
    if (first === undefined) return at;
    const writer = new ArrivalsWriter();
    writer.start(view, at, mostChunkBytes, ...first);
    for (const [number, us] of others) if (!writer.add(number, Float64Array.of(us), 0)) break;
    return writer.finish();
  }
}
