import type { Size } from '../config/values.ts';
import { ladderOf, leastBps, type Preference, type Rung } from './ladder.ts';
import { Patience } from './patience.ts';

/** What there is to adapt. */
export interface AdaptationOptions {
  /** Of the source. */
  readonly size: Size;
  readonly fps: number;
  readonly prefer: Preference;
}

/** Why pictures are made smaller or fewer than the source gives. */
export type Limit = 'path' | 'machine';

/** A rung is climbed to when the path carries so many times what it needs. */
const roomToClimb = 1.5;
/** A target has to be too small for so long, unless it is less than half of what is needed. */
const dipUs = 250_000;
/** An encoder that is busy for a larger share of the time cannot keep up. */
const mostBusy = 0.92;
/** A rung needs this share of the time at most to be climbed to, as reckoned from its pixels. */
const busyToClimb = 0.75;
const busyUs = 2_000_000;
/** Each picture moves the encoding time known by this share. */
const smoothing = 1 / 16;
/** While a machine starts everything is slow. */
const startUs = 4_000_000;

/**
 * Decides at what size and rate pictures are made: as the source has them while the path carries that and the encoder keeps up, else a rung of the ladder
 * further down. Down at once, up when there was room for a while, later each time that proves wrong. Reads no clock.
 */
export class Adaptation {
  readonly #ladder: readonly Rung[];
  readonly #pathPatience = new Patience();
  readonly #loadPatience = new Patience();
  #pathLevel = 0;
  #loadLevel = 0;
  #targetBps = Infinity;
  #smallSinceUs = Number.NaN;
  #encodeUs = 0;
  #busySinceUs = Number.NaN;
  #firstUs = Number.NaN;

  constructor({ size, fps, prefer }: AdaptationOptions) {
    this.#ladder = ladderOf(size, fps, prefer);
  }

  /** What pictures are made at now. */
  get rung(): Rung {
    return this.#ladder[this.level]!;
  }

  /** Rungs below the best. */
  get level(): number {
    return Math.max(this.#pathLevel, this.#loadLevel);
  }

  /** What keeps it from the best rung; undefined while nothing does. */
  get limit(): Limit | undefined {
    if (this.level === 0) return undefined;
    return this.#pathLevel >= this.#loadLevel ? 'path' : 'machine';
  }

  /** What the path carries, bits a second; at every change. Not a number or below 0 counts as nothing being known. */
  setTarget(bps: number): void {
    this.#targetBps = bps >= 0 ? bps : Infinity;
  }

  /** Before every picture, whether it will be made or not. Returns whether the rung has changed. */
  step(nowUs: number): boolean {
    const before = this.level;
    this.#firstUs = Number.isNaN(this.#firstUs) ? nowUs : this.#firstUs;
    this.#followPath(nowUs);
    this.#followLoad(nowUs);
    const changed = this.level !== before;
    if (changed) this.#rescale(before);
    return changed;
  }

  /** A picture took `encodeUs` to be made, at the present rung. */
  encoded(encodeUs: number): void {
    this.#encodeUs += (encodeUs - this.#encodeUs) * (this.#encodeUs === 0 ? 1 : smoothing);
  }

  #followPath(nowUs: number): void {
    const needed = leastBps(this.#ladder[this.#pathLevel]!);
    if (this.#targetBps < needed) {
      if (Number.isNaN(this.#smallSinceUs)) this.#smallSinceUs = nowUs;
      this.#pathPatience.noRoom();
      const isDip = this.#targetBps > needed / 2 && nowUs - this.#smallSinceUs < dipUs;
      if (isDip || this.#pathLevel === this.#ladder.length - 1) return;
      while (
        this.#pathLevel < this.#ladder.length - 1 &&
        this.#targetBps < leastBps(this.#ladder[this.#pathLevel]!)
      )
        this.#pathLevel++;
      this.#pathPatience.fell(nowUs);
      this.#smallSinceUs = Number.NaN;
      return;
    }
    this.#smallSinceUs = Number.NaN;
    const above = this.#ladder[this.#pathLevel - 1];
    if (above === undefined || this.#targetBps < leastBps(above) * roomToClimb) this.#pathPatience.noRoom();
    else if (this.#pathPatience.mayClimb(nowUs)) this.#pathLevel--;
  }

  #followLoad(nowUs: number): void {
    const busy = (this.#encodeUs * this.rung.fps) / 1e6;
    if (busy > mostBusy && nowUs - this.#firstUs > startUs) {
      if (Number.isNaN(this.#busySinceUs)) this.#busySinceUs = nowUs;
      this.#loadPatience.noRoom();
      if (nowUs - this.#busySinceUs < busyUs || this.level === this.#ladder.length - 1) return;
      this.#loadLevel = this.level + 1;
      this.#loadPatience.fell(nowUs);
      this.#busySinceUs = Number.NaN;
      return;
    }
    this.#busySinceUs = Number.NaN;
    const above = this.#ladder[this.#loadLevel - 1];
    if (above === undefined || busy * costOf(above, this.rung) > busyToClimb) this.#loadPatience.noRoom();
    else if (this.#loadPatience.mayClimb(nowUs)) this.#loadLevel--;
  }

  /** What encoding a picture takes at another size follows from its pixels until it is known. */
  #rescale(before: number): void {
    const from = this.#ladder[before]!;
    this.#encodeUs *= pixels(this.rung) / pixels(from);
  }
}

/** How many times the work of one rung another one is. */
function costOf(rung: Rung, than: Rung): number {
  return (pixels(rung) * rung.fps) / (pixels(than) * than.fps);
}

function pixels({ size }: Rung): number {
  return size.width * size.height;
}
