import { type Level, LevelMeter } from './level.ts';
import { type Loudness, LoudnessMeter } from './mixer/loudness.ts';

/**
 * A stage between the devices and the codec. A canceller of echo needs both directions: what is about to be played and
 * what was recorded. Sound is interleaved stereo, changed in place: 5 ms at a time where it was recorded, any time where it is played.
 */
export interface AudioProcessor {
  /**
   * A block that was recorded, on its way to the encoder.
   *
   * @param capturedUs when the first sample given was captured
   * @returns when the first sample that is in the block now was: earlier, where the processor delays sound
   */
  process(block: Float32Array, capturedUs: number): number;
  /** What was decoded, on its way to the loudspeaker; it is heard from `heardUs` on. Both times on one clock. */
  reverse(block: Float32Array, heardUs: number): void;
}

/** What happens to the sound of a room between devices and codec, in both directions, with the levels at its ends. */
export class AudioChain implements AudioProcessor {
  readonly #processors: readonly AudioProcessor[];
  readonly #sent = new LevelMeter();
  // What is played comes in pieces of half a block.
  readonly #played = new LevelMeter(160);
  readonly #sentLoudness = new LoudnessMeter();
  readonly #playedLoudness = new LoudnessMeter();

  /** `processors`: in the order in which recorded sound passes them; played sound passes them in the same order. */
  constructor(processors: readonly AudioProcessor[] = []) {
    this.#processors = processors;
  }

  process(block: Float32Array, capturedUs: number): number {
    let fromUs = capturedUs;
    for (let i = 0; i < this.#processors.length; i++) fromUs = this.#processors[i]!.process(block, fromUs);
    this.#sent.add(block);
    this.#sentLoudness.add(block);
    return fromUs;
  }

  reverse(block: Float32Array, heardUs: number): void {
    for (let i = 0; i < this.#processors.length; i++) this.#processors[i]!.reverse(block, heardUs);
    this.#played.add(block);
    this.#playedLoudness.add(block);
  }

  /** Level of what goes to the encoder, over the last 400 ms. */
  sentLevel(): Level {
    return this.#sent.level();
  }

  /** Level of what goes to the loudspeaker, over the last 400 ms. */
  playedLevel(): Level {
    return this.#played.level();
  }

  /** Loudness of what goes to the encoder. */
  sentLoudness(): Loudness {
    return this.#sentLoudness.loudness();
  }

  /** Loudness of what goes to the loudspeaker. */
  playedLoudness(): Loudness {
    return this.#playedLoudness.loudness();
  }
}
