import { Playout, type PlayoutOptions } from '@ajar/jitter';
import { AudioChain } from './chain.ts';
import { BLOCK_FRAMES, BLOCK_US, CHANNELS, framesOf, microsOf } from './format.ts';
import type { Level } from './level.ts';
import type { AudioSink } from './sink.ts';

/** What a player plays, and where. */
export interface PlayerOptions {
  readonly sink: AudioSink;
  /** Decodes a packet to interleaved stereo, valid until its next call. Throws on a broken packet. */
  readonly decode: (packet: Uint8Array) => Float32Array;
  readonly chain?: AudioChain;
  /** Sound kept ready in the sink, in milliseconds; it must cover the time between two calls of `tick`. Default 5. */
  readonly leadMs?: number;
  /** A block is heard from `heardUs` on that was captured at `capturedUs`; both on the clock of `tick`. */
  readonly onPlayed?: (capturedUs: number, heardUs: number) => void;
}

/** What a player knows of the sound it plays. */
export interface PlayerStats {
  /** How long blocks waited for their time, in milliseconds; null before the first. */
  readonly bufferMs: number | null;
  /** Sound made up since the start because none was there, in milliseconds. */
  readonly concealedMs: number;
  /** How much faster the sender's clock runs than the sink's; null until known. */
  readonly driftPpm: number | null;
  /** RMS of the last 400 ms, dBFS; null for silence. */
  readonly level: number | null;
  /** Packets that could not be decoded. */
  readonly broken: number;
}

/** The receiving end of a stream of sound: jitter buffer, decoder, concealment, loudspeaker. */
export class Player {
  readonly #sink: AudioSink;
  readonly #chain: AudioChain;
  readonly #leadFrames: number;
  readonly #onPlayed: ((capturedUs: number, heardUs: number) => void) | undefined;
  readonly #decode: (packet: Uint8Array) => Float32Array | undefined;
  #playout: Playout;
  #blockUs = BLOCK_US;
  #floorMs = leastMs;
  /** Of playouts before this one. */
  #concealedBefore = 0;
  #brokenBefore = 0;
  readonly #piece = new Float32Array(pieceFrames * CHANNELS);

  constructor({ sink, decode, chain = new AudioChain(), leadMs = 5, onPlayed }: PlayerOptions) {
    this.#sink = sink;
    this.#chain = chain;
    this.#leadFrames = framesOf(leadMs * 1000);
    this.#onPlayed = onPlayed;
    this.#decode = (packet) => decodeSafely(decode, packet);
    this.#playout = new Playout({ ...patience, decode: this.#decode });
  }

  get stats(): PlayerStats {
    const { bufferMs, concealedMs, driftPpm, broken } = this.#playout.stats;
    const level: Level = this.#chain.playedLevel();
    return {
      bufferMs,
      concealedMs: this.#concealedBefore + concealedMs,
      driftPpm,
      level: level.rmsDbfs,
      broken: this.#brokenBefore + broken,
    };
  }

  /** Sound is heard no earlier than so many ms, 0 to 200, after its fastest packets arrived; the way there is slow. */
  setFloorMs(floorMs: number): void {
    this.#floorMs = floorMs;
    this.#playout.setFloorMs(floorMs);
  }

  /**
   * Takes a packet that has arrived; it is copied. Numbers wrap at 2^32. Times in µs on the clock of `tick`.
   *
   * @param durationUs of what is in it, 1,000 to 60,000; another one than before begins a new stream
   */
  push(
    number: number,
    capturedUs: number,
    arrivalUs: number,
    packet: Uint8Array,
    durationUs: number = BLOCK_US,
  ): void {
    if (durationUs !== this.#blockUs) this.#beginAnew(durationUs);
    this.#playout.push(number, capturedUs, arrivalUs, packet);
  }

  /** Keeps the sink supplied. To be called every few milliseconds. */
  tick(nowUs: number): void {
    // A sink that was asked late takes several pieces; one that consumes without end must not keep this going.
    for (let pieces = 0; pieces < maxPiecesPerTick; pieces++) {
      const queued = this.#sink.queuedFrames(nowUs);
      if (queued >= this.#leadFrames) return;
      const capturedUs = this.#playout.pull(nowUs, this.#piece);
      const heardUs = nowUs + microsOf(Math.max(0, queued));
      this.#chain.reverse(this.#piece, heardUs);
      if (!Number.isNaN(capturedUs)) this.#onPlayed?.(capturedUs, heardUs);
      this.#sink.write(this.#piece);
    }
  }

  #beginAnew(blockUs: number): void {
    const { concealedMs, broken } = this.#playout.stats;
    this.#concealedBefore += concealedMs;
    this.#brokenBefore += broken;
    this.#blockUs = blockUs;
    this.#playout = new Playout({ ...patience, blockUs, floorMs: this.#floorMs, decode: this.#decode });
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

/**
 * Sound is taken from the playout so much at a time: 2.5 ms. Packets and pieces lie anyhow to each other, and what was decoded and not
 * taken yet waits.
 */
const pieceFrames = BLOCK_FRAMES / 2;
const maxPiecesPerTick = 80;

const leastMs = 3;
/**
 * Playout waits as long as all but one block in ten thousand of the last 10 s needed, where that is no more than 40 ms: a general-purpose system
 * with its processors busy stops any process for 10 to 20 ms now and then, and a gap is heard where 10 ms more are not. For what takes
 * longer it waits when it is one block in 250.
 */
const patience: PlayoutOptions = {
  floorMs: leastMs,
  slackMs: 2,
  share: 0.996,
  rareShare: 0.9999,
  rareMs: 40,
  memoryMs: 10_000,
};
