import { Playout, type PlayoutOptions } from '@ajar/jitter';
import { BLOCK_US } from './format.ts';

/** What is known of a track of sound that comes in. */
export interface IncomingStats {
  /** How long blocks waited for their time, in milliseconds; null before the first. */
  readonly bufferMs: number | null;
  /** Sound made up since the start because none was there, in milliseconds. */
  readonly concealedMs: number;
  /** How much faster the sender's clock runs than the one of `pull`; null until known. */
  readonly driftPpm: number | null;
  /** Packets that could not be decoded. */
  readonly broken: number;
}

/** One track of sound from the other room: packets in as they arrive, of any one length, an endless even stream out. */
export class IncomingSound {
  readonly #decode: (packet: Uint8Array) => Float32Array | undefined;
  readonly #patience: Patience;
  #playout: Playout;
  #blockUs = BLOCK_US;
  #floorMs: number;
  /** The last arrival, and the first one after the last outage with the time of its capture. */
  #arrivedUs = Number.NaN;
  #overUs = Number.NaN;
  #freshUs = Number.NaN;
  /** Of playouts before this one. */
  #concealedBefore = 0;
  #brokenBefore = 0;

  /** `decode`: to interleaved stereo, valid until its next call; throws on a broken packet. */
  constructor(decode: (packet: Uint8Array) => Float32Array, patience: Patience = speechPatience) {
    this.#patience = patience;
    this.#floorMs = patience.floorMs;
    this.#decode = (packet) => decodeSafely(decode, packet);
    this.#playout = new Playout({ ...patience, decode: this.#decode });
  }

  get stats(): IncomingStats {
    const { bufferMs, concealedMs, driftPpm, broken } = this.#playout.stats;
    return {
      bufferMs,
      concealedMs: this.#concealedBefore + concealedMs,
      driftPpm,
      broken: this.#brokenBefore + broken,
    };
  }

  /** Sound is heard no earlier than so many ms, 0 to 200, after its fastest packets arrived; the way there is slow. */
  setFloorMs(floorMs: number): void {
    this.#floorMs = Math.max(floorMs, this.#patience.floorMs);
    this.#playout.setFloorMs(this.#floorMs);
  }

  /** Takes a packet that has arrived; see `Player.push`. One of an outage, repaired when that is over, comes too late for anybody. */
  push(
    number: number,
    capturedUs: number,
    arrivalUs: number,
    packet: Uint8Array,
    durationUs: number = BLOCK_US,
  ): void {
    if (arrivalUs - this.#arrivedUs > outageUs) {
      this.#overUs = arrivalUs;
      this.#freshUs = capturedUs;
    }
    this.#arrivedUs = arrivalUs;
    if (capturedUs < this.#freshUs && arrivalUs - this.#overUs < outageUs) return;
    if (durationUs !== this.#blockUs) this.#beginAnew(durationUs);
    this.#playout.push(number, capturedUs, arrivalUs, packet);
  }

  /** Fills a piece with what comes next; returns when its first sample was captured, NaN where that is not known. */
  pull(nowUs: number, piece: Float32Array): number {
    return this.#playout.pull(nowUs, piece);
  }

  #beginAnew(blockUs: number): void {
    const { concealedMs, broken } = this.#playout.stats;
    this.#concealedBefore += concealedMs;
    this.#brokenBefore += broken;
    this.#blockUs = blockUs;
    this.#playout = new Playout({ ...this.#patience, blockUs, floorMs: this.#floorMs, decode: this.#decode });
  }
}

/** What a broken packet, or one of another length, holds is nothing. */
function decodeSafely(
  decode: (packet: Uint8Array) => Float32Array,
  packet: Uint8Array,
): Float32Array | undefined {
  try {
    return decode(packet);
  } catch {
    return undefined;
  }
}

/** Nothing for so long is no jitter. */
const outageUs = 250_000;

/** How long playout waits for what is late. */
export type Patience = PlayoutOptions & { readonly floorMs: number };

/**
 * Playout waits as long as all but one block in ten thousand of the last 10 s needed, where that is no more than 40 ms: a general-purpose system
 * with its processors busy stops any process for 10 to 20 ms now and then, and a gap is heard where 10 ms more are not. For what takes
 * longer it waits when it is one block in 250.
 */
export const speechPatience: Patience = {
  floorMs: 3,
  slackMs: 1,
  share: 0.996,
  rareShare: 0.9999,
  rareMs: 40,
  memoryMs: 10_000,
  capMs: 400,
};

/** Nobody answers a film, so what is late or has to be repaired is waited for. */
export const sharedPatience: Patience = { floorMs: 20, slackMs: 10, share: 0.9998, memoryMs: 30_000 };
