import { Concealer, crossfade, PlayoutBuffer, type PlayoutOptions, type Pulled } from '@ajar/jitter';
import { AudioChain } from './chain.ts';
import { BLOCK_SAMPLES, framesOf, microsOf } from './format.ts';
import type { Level } from './level.ts';
import type { AudioSink } from './sink.ts';

/** What a player plays, and where. */
export interface PlayerOptions {
  readonly sink: AudioSink;
  /** Decodes a packet to one block of interleaved stereo, valid until its next call. Throws on a broken packet. */
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
  readonly #decode: (packet: Uint8Array) => Float32Array;
  readonly #chain: AudioChain;
  readonly #leadFrames: number;
  readonly #onPlayed: ((capturedUs: number, heardUs: number) => void) | undefined;
  readonly #buffer: PlayoutBuffer;
  readonly #concealer = new Concealer();
  readonly #block = new Float32Array(BLOCK_SAMPLES);
  readonly #left = new Float32Array(BLOCK_SAMPLES);
  #broken = 0;

  constructor({ sink, decode, chain = new AudioChain(), leadMs = 5, onPlayed }: PlayerOptions) {
    this.#sink = sink;
    this.#decode = decode;
    this.#chain = chain;
    this.#leadFrames = framesOf(leadMs * 1000);
    this.#onPlayed = onPlayed;
    this.#buffer = new PlayoutBuffer(patience);
  }

  get stats(): PlayerStats {
    const { bufferMs, concealedMs, driftPpm } = this.#buffer.stats;
    const level: Level = this.#chain.playedLevel();
    return { bufferMs, concealedMs, driftPpm, level: level.rmsDbfs, broken: this.#broken };
  }

  /** Takes a packet that has arrived; it is copied. Numbers wrap at 2^32. Times in µs on the clock of `tick`. */
  push(number: number, capturedUs: number, arrivalUs: number, packet: Uint8Array): void {
    this.#buffer.push(number, capturedUs, arrivalUs, packet);
  }

  /** Keeps the sink supplied. To be called every few milliseconds. */
  tick(nowUs: number): void {
    // A sink that was asked late takes several blocks; one that consumes without end must not keep this going.
    for (let blocks = 0; blocks < maxBlocksPerTick; blocks++) {
      const queued = this.#sink.queuedFrames(nowUs);
      if (queued >= this.#leadFrames) return;
      this.#playOne(this.#buffer.pull(nowUs), nowUs + microsOf(Math.max(0, queued)));
    }
  }

  #playOne(pulled: Pulled, heardUs: number): void {
    switch (pulled.kind) {
      case 'wait':
        this.#block.fill(0);
        break;
      case 'conceal':
        this.#concealer.conceal(this.#block);
        break;
      case 'play':
        if (this.#decodeInto(pulled.payload, this.#block)) {
          this.#concealer.play(this.#block);
          this.#onPlayed?.(pulled.capturedUs, heardUs);
        } else this.#concealer.conceal(this.#block);
        break;
      case 'skip':
        this.#join(pulled.dropped, pulled.payload);
        this.#onPlayed?.(pulled.capturedUs, heardUs);
        break;
    }
    this.#chain.reverse(this.#block);
    this.#sink.write(this.#block);
  }

  /** Fades from what would have followed into what does. */
  #join(dropped: Uint8Array | null, next: Uint8Array): void {
    const hasDropped = dropped !== null && this.#decodeInto(dropped, this.#left);
    if (!this.#decodeInto(next, this.#block)) {
      this.#concealer.conceal(this.#block);
      return;
    }
    if (!hasDropped) {
      this.#concealer.join(this.#block);
      return;
    }
    crossfade(this.#left, this.#block, this.#block);
    this.#concealer.play(this.#block);
  }

  #decodeInto(packet: Uint8Array, into: Float32Array): boolean {
    try {
      const decoded = this.#decode(packet);
      if (decoded.length !== BLOCK_SAMPLES) {
        this.#broken++;
        return false;
      }
      into.set(decoded);
      return true;
    } catch {
      this.#broken++;
      return false;
    }
  }
}

const maxBlocksPerTick = 40;

/**
 * How long playout waits, whatever the network: four blocks or so, because a general-purpose system with its processors busy
 * stops any process for 10 to 20 ms now and then; and as long as all but one block in ten thousand of the last 10 s needed. A
 * gap is heard, 10 ms more are not.
 */
const patience: PlayoutOptions = { floorMs: 18, slackMs: 2, share: 0.9999, memoryMs: 10_000 };
