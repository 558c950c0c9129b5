import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';

const MIN_BITRATE_BPS = 50_000;
const MAX_BITRATE_BPS = 1_000_000_000;
/** More is refused by encoders and decoders alike: damaged parameter sets must not cost gigabytes. */
export const MAX_PIXELS: number = 8192 * 4352;

/** @throws MediaError `bad-spec` that says what would do */
export function requireRate(bitrateBps: number, fps: number): void {
  requireRange('fps', fps, 1, 240);
  requireRange('bitrateBps', bitrateBps, MIN_BITRATE_BPS, MAX_BITRATE_BPS);
}

/**
 * The least bitrate at which libx264 holds every frame to its share: below, a hard cut or a keyframe of which each block has hardly a
 * bit to say anything is still larger. Four bits for each block of 16x16 pixels, and 60 bytes of headers, a frame.
 */
export function leastBitrateFor(size: Size, fps: number): number {
  return Math.max(MIN_BITRATE_BPS, Math.ceil((blocksOf(size) * 4 + HEADER_BITS) * fps));
}

/**
 * Which entropy coder libx264 takes. The fast one (CAVLC) says at least six to nine bits about a block of 16x16 pixels, however coarse
 * it is. Where a frame's share is hardly more, the other one (CABAC) does with less than one, and costs little as there are few bits.
 */
export class EntropyChoice {
  readonly #leastBits: number;
  isArithmetic = false;

  constructor(size: Size) {
    this.#leastBits = blocksOf(size) * FAST_BITS + HEADER_BITS;
  }

  /** Has it to be another one for this share? Not at once on the way back, as a change costs a keyframe. */
  update(shareBits: number): boolean {
    const was = this.isArithmetic;
    this.isArithmetic = shareBits < this.#leastBits * (was ? 1.5 : 1);
    return this.isArithmetic !== was;
  }
}

const HEADER_BITS = 480;
const FAST_BITS = 10;

function blocksOf({ width, height }: Size): number {
  return Math.ceil(width / 16) * Math.ceil(height / 16);
}

/** @throws MediaError `bad-spec` that says what would do */
export function requireThreads(threads: number): void {
  requireRange('threads', threads, 1, 16);
}

/** @throws MediaError `bad-spec` that says what would do */
export function requireSize({ width, height }: Size): void {
  if (isSide(width) && isSide(height) && width * height <= MAX_PIXELS) return;
  const message = `a ${width}x${height} picture cannot be encoded: width and height have to be even, from 16 to 8192, and 8192x4352 pixels in all at most`;
  throw new MediaError('bad-spec', message, { subject: 'size' });
}

function isSide(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels % 2 === 0 && pixels >= 16 && pixels <= 8192;
}

function requireRange(name: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  throw new MediaError('bad-spec', `${name} has to be from ${low} to ${high}, not ${value}`, {
    subject: name,
  });
}

/**
 * For encoders whose rate cannot be changed while they run: when they have to be opened again, which costs a keyframe. They are opened
 * somewhat lower than asked for, so that a rate which wavers doesn't.
 */
export class RateSteps {
  #askedBits = 0;
  /** What a frame may have in the encoder that was opened last. */
  shareBits = 0;

  /** It is opened now, and asked for this much a frame. */
  open(askedBits: number): void {
    this.shareBits = askedBits < this.#askedBits ? askedBits * AFTER_DOWN : askedBits;
    this.#askedBits = askedBits;
  }

  /** Would frames be larger than this share, or is much of it left unused? */
  isOutside(askedBits: number): boolean {
    return askedBits < this.shareBits || askedBits > this.shareBits * MAX_UNUSED;
  }
}

const AFTER_DOWN = 0.9;
const MAX_UNUSED = 1.4;
