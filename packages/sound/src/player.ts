import { AudioChain } from './chain.ts';
import { BLOCK_FRAMES, BLOCK_US, CHANNELS, framesOf, microsOf } from './format.ts';
import { IncomingSound, type IncomingStats, sharedPatience } from './incoming.ts';
import type { Level } from './level.ts';
import { Mixer } from './mixer/mixer.ts';
import type { AudioSink } from './sink.ts';

/** What a player plays, and where. */
export interface PlayerOptions {
  readonly sink: AudioSink;
  /** Decodes a packet to interleaved stereo, valid until its next call. Throws on a broken packet. */
  readonly decode: (packet: Uint8Array) => Float32Array;
  /** The same for packets of shared sound, which have a decoder of their own. */
  readonly decodeShared?: (packet: Uint8Array) => Float32Array;
  readonly chain?: AudioChain;
  /** Volumes of both tracks, and what keeps their sum within full scale. */
  readonly mixer?: Mixer;
  /** Sound kept ready in the sink at least, in milliseconds; it must cover the time between two calls of `tick`. Default 5. */
  readonly leadMs?: number;
  /** A block is heard from `heardUs` on that was captured at `capturedUs`; both on the clock of `tick`. */
  readonly onPlayed?: (capturedUs: number, heardUs: number) => void;
}

/** What a player knows of the sound it plays. */
export interface PlayerStats extends IncomingStats {
  /** RMS of the last 400 ms, dBFS; null for silence. */
  readonly level: number | null;
}

/** The receiving end of a room's sound: per track a jitter buffer, decoder and concealment, then the mixer and the loudspeaker. */
export class Player {
  readonly #sink: AudioSink;
  readonly #chain: AudioChain;
  readonly #mixer: Mixer;
  readonly #leadFrames: number;
  readonly #onPlayed: ((capturedUs: number, heardUs: number) => void) | undefined;
  readonly #people: IncomingSound;
  readonly #decodeShared: PlayerOptions['decodeShared'];
  /** There from its first packet on: most rooms share nothing. */
  #shared: IncomingSound | undefined;
  #sharedUntilUs = Number.NEGATIVE_INFINITY;
  #floorMs: number | undefined;
  readonly #piece = new Float32Array(pieceFrames * CHANNELS);
  readonly #sharedPiece = new Float32Array(pieceFrames * CHANNELS);

  constructor(options: PlayerOptions) {
    const { sink, decode, decodeShared, onPlayed } = options;
    const { chain = new AudioChain(), mixer = new Mixer(), leadMs = 5 } = options;
    this.#sink = sink;
    this.#chain = chain;
    this.#mixer = mixer;
    this.#leadFrames = framesOf(leadMs * 1000);
    this.#onPlayed = onPlayed;
    this.#people = new IncomingSound(decode);
    this.#decodeShared = decodeShared;
  }

  get stats(): PlayerStats {
    const level: Level = this.#chain.playedLevel();
    return { ...this.#people.stats, level: level.rmsDbfs };
  }

  /** Of the shared track; null while none comes. */
  get sharedStats(): IncomingStats | null {
    return this.#shared?.stats ?? null;
  }

  /** Sound is heard no earlier than so many ms, 0 to 200, after its fastest packets arrived; the way there is slow. */
  setFloorMs(floorMs: number): void {
    this.#floorMs = floorMs;
    this.#people.setFloorMs(floorMs);
    this.#shared?.setFloorMs(floorMs);
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
    this.#people.push(number, capturedUs, arrivalUs, packet, durationUs);
  }

  /** The same for a packet of shared sound, which has numbers of its own. Without `decodeShared` it is ignored. */
  pushShared(
    number: number,
    capturedUs: number,
    arrivalUs: number,
    packet: Uint8Array,
    durationUs: number = BLOCK_US,
  ): void {
    if (this.#decodeShared === undefined) return;
    if (this.#shared === undefined) {
      this.#shared = new IncomingSound(this.#decodeShared, sharedPatience);
      if (this.#floorMs !== undefined) this.#shared.setFloorMs(this.#floorMs);
    }
    this.#sharedUntilUs = arrivalUs + forgottenAfterUs;
    this.#shared.push(number, capturedUs, arrivalUs, packet, durationUs);
  }

  /** Keeps the sink supplied. To be called every millisecond or two. */
  tick(nowUs: number): void {
    if (nowUs > this.#sharedUntilUs) this.#shared = undefined;
    const leadFrames = Math.max(this.#leadFrames, this.#sink.leadFrames?.(nowUs) ?? 0);
    // A sink that was asked late takes several pieces; one that consumes without end must not keep this going.
    for (let pieces = 0; pieces < maxPiecesPerTick; pieces++) {
      const queued = this.#sink.queuedFrames(nowUs);
      if (queued >= leadFrames) return;
      const capturedUs = this.#people.pull(nowUs, this.#piece);
      if (this.#shared === undefined) this.#mixer.process(this.#piece);
      else {
        this.#shared.pull(nowUs, this.#sharedPiece);
        this.#mixer.process(this.#piece, this.#sharedPiece);
      }
      const heardUs = nowUs + microsOf(Math.max(0, queued));
      this.#chain.reverse(this.#piece, heardUs);
      if (!Number.isNaN(capturedUs)) this.#onPlayed?.(capturedUs, heardUs);
      this.#sink.write(this.#piece);
    }
  }
}

/**
 * Sound is taken from the playout so much at a time: 1.25 ms. Packets and pieces lie anyhow to each other, so that all sound waits for up to a
 * piece, and what the sink holds goes up by as much.
 */
const pieceFrames = BLOCK_FRAMES / 4;
const maxPiecesPerTick = 160;
/** A room that has sent no shared sound for so long has ended it; by then what was left of it has faded. */
const forgottenAfterUs = 5_000_000;
