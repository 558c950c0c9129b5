import { type Level, LevelMeter } from './level.ts';

/**
 * A stage between the devices and the codec. A canceller of echo needs both directions: what is about to be played and
 * what was recorded. Blocks are 5 ms of interleaved stereo and are changed in place.
 */
export interface AudioProcessor {
  /** A block that was recorded, on its way to the encoder. */
  process(block: Float32Array): void;
  /** A block that was decoded, on its way to the loudspeaker. */
  reverse(block: Float32Array): void;
}

/** What happens to the sound of a room between devices and codec, in both directions, with the levels at its ends. */
export class AudioChain implements AudioProcessor {
  readonly #processors: readonly AudioProcessor[];
  readonly #sent = new LevelMeter();
  readonly #played = new LevelMeter();

  /** `processors`: in the order in which recorded sound passes them; played sound passes them in the same order. */
  constructor(processors: readonly AudioProcessor[] = []) {
    this.#processors = processors;
  }

  process(block: Float32Array): void {
    for (let i = 0; i < this.#processors.length; i++) this.#processors[i]?.process(block);
    this.#sent.add(block);
  }

  reverse(block: Float32Array): void {
    for (let i = 0; i < this.#processors.length; i++) this.#processors[i]?.reverse(block);
    this.#played.add(block);
  }

  /** Level of what goes to the encoder, over the last 400 ms. */
  sentLevel(): Level {
    return this.#sent.level();
  }

  /** Level of what goes to the loudspeaker, over the last 400 ms. */
  playedLevel(): Level {
    return this.#played.level();
  }
}
