import { findMark, markEveryFrames, rateHz } from './marks.ts';

/** Blocks of mono sound as they were handed in or out, one behind the other. */
export interface BlockTimes {
  /** The first sample frame of each block, ascending. */
  readonly fromFrame: Float64Array;
  /** When each block was handed on, µs; NaN where it was not. */
  readonly atUs: Float64Array;
}

export interface BlocksHeard extends BlockTimes {
  readonly samples: Float32Array;
}

/** When blocks of equal length were handed in. */
export function evenBlocks(blockFrames: number, atUs: Float64Array): BlockTimes {
  return { fromFrame: atUs.map((_, index) => index * blockFrames), atUs };
}

/** No block is shorter. */
const leastFrames = rateHz / 1000;

/** Notes blocks as they are handed out; memory is taken beforehand. */
export class BlockLog {
  readonly #samples: Float32Array;
  readonly #fromFrame: Float64Array;
  readonly #atUs: Float64Array;
  #blocks = 0;
  #frames = 0;

  constructor(seconds: number) {
    this.#samples = new Float32Array(seconds * rateHz);
    this.#fromFrame = new Float64Array((seconds * rateHz) / leastFrames);
    this.#atUs = new Float64Array(this.#fromFrame.length);
  }

  /** Takes the first channel of interleaved samples. What comes when it is full is left out. */
  add(atUs: number, interleaved: ArrayLike<number>, channels: number, scale: number): void {
    const frames = interleaved.length / channels;
    if (this.#blocks >= this.#atUs.length || this.#frames + frames > this.#samples.length) return;
    for (let frame = 0; frame < frames; frame++)
      this.#samples[this.#frames + frame] = interleaved[frame * channels]! * scale;
    this.#fromFrame[this.#blocks] = this.#frames;
    this.#atUs[this.#blocks++] = atUs;
    this.#frames += frames;
  }

  get heard(): BlocksHeard {
    return {
      fromFrame: this.#fromFrame.subarray(0, this.#blocks),
      atUs: this.#atUs.subarray(0, this.#blocks),
      samples: this.#samples.subarray(0, this.#frames),
    };
  }
}

/** Latencies from one block to the other, of marks that were said and heard. */
export interface Passed {
  /** Ascending, ms. */
  readonly latenciesMs: readonly number[];
  readonly said: number;
}

/** Nothing is later than this. */
const mostMs = 400;

/**
 * From a block handed in to the one handed out that has the same sound at the same place in it. The first mark begins with the first block.
 *
 * @param from marks before this one do not count
 */
export function latenciesOf(said: BlockTimes, heard: BlocksHeard, from: number, marks: number): Passed {
  const latenciesMs: number[] = [];
  let count = 0;
  for (let number = from; number < from + marks; number++) {
    const inUs = timeOf(said, number * markEveryFrames);
    if (Number.isNaN(inUs)) continue;
    count++;
    const found = findMark(number, heard.samples, frameAt(heard, inUs), frameAt(heard, inUs + mostMs * 1000));
    if (found) latenciesMs.push((timeOf(heard, found.frame) - inUs) / 1000);
  }
  return { latenciesMs: latenciesMs.toSorted((a, b) => a - b), said: count };
}

/** When the block that a frame is in was handed on, and as much later as the frame is behind its beginning. */
function timeOf({ atUs, fromFrame }: BlockTimes, frame: number): number {
  const block = firstOf(fromFrame, frame + 1e-6) - 1;
  return (atUs[block] ?? Number.NaN) + ((frame - fromFrame[block]!) * 1e6) / rateHz;
}

/** Where the first block begins that was not before this time. */
function frameAt({ atUs, fromFrame, samples }: BlocksHeard, us: number): number {
  return fromFrame[firstOf(atUs, us)] ?? samples.length;
}

/** The first place in ascending values that is not below this one. */
function firstOf(values: Float64Array, least: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
