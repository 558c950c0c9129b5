import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Frame } from 'node-av/lib';
import { allocateFrame } from './codec/picture-frame.ts';
import { openVideoDecoder } from './codec/video-decoder.ts';
import { openVideoEncoder } from './codec/video-encoder.ts';
import { drawProbePicture } from './probe-picture.ts';
import type { Size } from './size.ts';

/** The size and rate that a machine was found to sustain. */
export interface SizeChoice {
  readonly size: Size;
  readonly fps: number;
  readonly bitrateBps: number;
  /** One sentence for people: what was measured and what follows from it. */
  readonly reason: string;
}

/** What one picture costs on this machine, encoded and decoded. */
export interface PictureCost {
  /** Processor time over all threads. */
  readonly cpuMs: number;
  /** Median time from picture in to picture out. */
  readonly delayMs: number;
}

export interface ChooseSizeOptions {
  /** Doors' ends that run on this machine at the same time, each encoding and decoding. Default 2, as in a demo. */
  readonly ends?: number;
  /** Default: what the system grants this process. */
  readonly cores?: number;
  /** Default: really encodes and decodes, about 0.3 s a size. */
  readonly measure?: (size: Size, bitrateBps: number) => PictureCost;
}

/** From small to large. */
export const SIZES: readonly Size[] = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 3072, height: 1728 },
];

/**
 * Finds the largest of {@link SIZES} that this machine encodes and decodes at 60 frames a second, or else at 30, with room to spare
 * for everything else. Takes about a second, in which the calling thread is busy.
 */
export async function chooseSize(options: ChooseSizeOptions = {}): Promise<SizeChoice> {
  const ends = options.ends ?? 2;
  const cores = options.cores ?? availableParallelism();
  const measure = options.measure ?? measurePicture;
  const costs: PictureCost[] = [];
  for (const size of SIZES) {
    await nextTurn();
    const cost = measure(size, bitrateFor(size, 60));
    costs.push(cost);
    // A larger picture only costs more.
    if (!isSustained(cost, 30, ends, cores)) break;
  }
  for (const fps of [60, 30]) {
    for (let index = costs.length - 1; index >= 0; index--) {
      const cost = costs[index]!;
      if (isSustained(cost, fps, ends, cores)) return choice(SIZES[index]!, fps, cost, ends, cores);
    }
  }
  const least = choice(SIZES[0]!, 30, costs[0]!, ends, cores);
  return {
    ...least,
    reason: `${least.reason}; that is more than it can keep up with, and no smaller size was tried`,
  };
}

/** A bitrate at which a room looks good, in bits a second: 8 Mbit/s at 1280x720 and 60 frames, 30 Mbit/s at 3072x1728. */
export function bitrateFor(size: Size, fps: number): number {
  const share = (size.width * size.height * fps) / (1280 * 720 * 60);
  const bitrate = 8_000_000 * share ** 0.75;
  return Math.max(250_000, Math.round(bitrate / 50_000) * 50_000);
}

/** Of all cores; the rest is for capture, network and screen, and for a browser that decodes the same pictures again. */
const MAX_LOAD = 0.4;
/** Of the time between two pictures. */
const MAX_DELAY = 0.6;
const MEASURE_MS = 280;
const MIN_PICTURES = 8;
const DRAWN_PICTURES = 3;

function isSustained(cost: PictureCost, fps: number, ends: number, cores: number): boolean {
  return loadOf(cost, fps, ends, cores) <= MAX_LOAD && cost.delayMs <= (MAX_DELAY * 1000) / fps;
}

function loadOf(cost: PictureCost, fps: number, ends: number, cores: number): number {
  return (ends * fps * cost.cpuMs) / 1000 / cores;
}

function choice(size: Size, fps: number, cost: PictureCost, ends: number, cores: number): SizeChoice {
  const load = Math.round(loadOf(cost, fps, ends, cores) * 100);
  const reason =
    `${size.width}x${size.height} at ${fps} frames a second: a picture takes ${cost.delayMs.toFixed(1)} ms to encode and decode here, ` +
    `and ${ends === 1 ? 'one end uses' : `${ends} ends use`} ${load} % of ${cores === 1 ? 'one core' : `${cores} cores`}`;
  return { size, fps, bitrateBps: bitrateFor(size, fps), reason };
}

function measurePicture(size: Size, bitrateBps: number): PictureCost {
  const started = performance.now();
  const pictures = drawPictures(size);
  const encoder = openVideoEncoder({ size, fps: 60, bitrateBps });
  const decoder = openVideoDecoder();
  const delays: number[] = [];
  try {
    const run = (index: number): void => {
      const picture = pictures[index % pictures.length]!;
      decoder.decode(encoder.encode(picture, index).data);
    };
    // The keyframe and the first touch of all that memory are not what a picture costs later.
    for (let index = 0; index < 3; index++) run(index);
    const cpu = process.cpuUsage();
    for (let index = 3; delays.length < MIN_PICTURES || performance.now() - started < MEASURE_MS; index++) {
      const from = performance.now();
      run(index);
      delays.push(performance.now() - from);
    }
    const used = process.cpuUsage(cpu);
    const cpuMs = (used.user + used.system) / 1000 / delays.length;
    return { cpuMs, delayMs: delays.toSorted((a, b) => a - b)[delays.length >> 1]! };
  } finally {
    encoder.close();
    decoder.close();
    for (const picture of pictures) picture.free();
  }
}

function drawPictures(size: Size): Frame[] {
  const pictures: Frame[] = [];
  for (let index = 0; index < DRAWN_PICTURES; index++) {
    const frame = allocateFrame(size);
    drawProbePicture(frame.data!, frame.linesize, size, index);
    pictures.push(frame);
  }
  return pictures;
}
