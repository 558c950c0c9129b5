import { chunkType } from '@ajar/link/testing';
import type { Draw } from '../engine/target.ts';

/** Makes a chunk that is well-formed, or nearly so, and talks about things that may well exist. */
export function inventChunk(draw: Draw): Uint8Array {
  const types = Object.values(chunkType);
  const type = types[Math.floor(draw() * types.length)]!;
  const maker = makers.get(type) ?? anything;
  const fields = new Fields(draw);
  maker(fields);
  const body = fields.bytes();
  if (type === chunkType.padding) return Uint8Array.of(0);
  const head = type >= 0x80 ? [type] : [type, body.length >> 8, body.length & 255];
  return Buffer.concat([Uint8Array.from(head), body]);
}

/** Fields of a body, written one after the other. */
class Fields {
  readonly #draw: Draw;
  readonly #written: number[] = [];

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  below(limit: number): number {
    return Math.floor(this.#draw() * limit);
  }

  integer(bytes: number, value: number): void {
    for (let at = bytes - 1; at >= 0; at--) this.#written.push(Math.floor(value / 256 ** at) % 256);
  }

  /** A number that is most likely small, and else anywhere. */
  number(bytes: number, likely: number): void {
    const anywhere = this.#draw() < 0.15;
    this.integer(bytes, this.below(anywhere ? 256 ** bytes : likely));
  }

  noise(bytes: number): void {
    for (let at = 0; at < bytes; at++) this.#written.push(this.below(256));
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#written);
  }
}

const makers: ReadonlyMap<number, (fields: Fields) => void> = new Map([
  [
    chunkType.pong,
    (fields) => {
      fields.number(6, 3_000_000);
      fields.number(6, 3_000_000);
    },
  ],
  [
    chunkType.wanted,
    (fields) => {
      fields.number(1, 4);
      fields.number(4, 6);
      fields.number(1, 5);
      for (let blocks = fields.below(4); blocks > 0; blocks--) {
        fields.number(2, 3);
        fields.number(2, 10);
      }
    },
  ],
  [
    chunkType.givenUp,
    (fields) => {
      fields.number(1, 4);
      fields.number(4, 6);
    },
  ],
  [
    chunkType.arrivals,
    (fields) => {
      fields.number(6, 60);
      fields.number(6, 3_000_000);
      for (let runs = fields.below(5); runs >= 0; runs--) {
        const length = 1 + fields.below(4);
        fields.integer(1, length);
        fields.noise(length - (runs === 0 ? 1 : 0));
      }
    },
  ],
  [chunkType.challenge, (fields) => fields.noise(8)],
  [chunkType.response, (fields) => fields.noise(8)],
  [chunkType.probe, (fields) => fields.number(2, 1500)],
  [chunkType.probed, (fields) => fields.number(2, 1500)],
  [
    chunkType.skipped,
    (fields) => {
      fields.number(1, 4);
      fields.number(4, 40);
      fields.number(4, 10);
    },
  ],
  [
    chunkType.message,
    (fields) => {
      fields.number(6, 300);
      for (let messages = fields.below(3); messages > 0; messages--) {
        const length = fields.below(20);
        fields.integer(4, length);
        fields.noise(length);
      }
    },
  ],
  [
    chunkType.messageAck,
    (fields) => {
      fields.number(6, 5000);
      fields.number(4, 300_000);
      for (let ranges = fields.below(3); ranges > 0; ranges--) {
        fields.number(6, 9000);
        fields.number(4, 3000);
      }
    },
  ],
  [chunkType.shard, shard],
  [chunkType.shortShard, shard],
]);

/** A shard that agrees with itself, of one of a few frames that contradict one another. */
function shard(fields: Fields): void {
  const count = 1 + fields.below(fields.below(4) === 0 ? 300 : 12);
  const shardBytes = 1 + fields.below(60);
  const parity = fields.below(4);
  fields.number(1, 4);
  fields.integer(1, fields.below(8));
  fields.number(1, parity + 1);
  fields.number(4, 12);
  fields.number(2, count + parity);
  fields.integer(2, count);
  fields.integer(4, count * shardBytes);
  fields.number(4, 40_000);
  fields.number(2, 2000);
  fields.noise(shardBytes);
}

function anything(fields: Fields): void {
  fields.noise(fields.below(16));
}
