import { BlockStore } from './block-store.ts';
import { TickRate } from './drift.ts';
import { within } from './error.ts';
import { PlayoutBand } from './playout-band.ts';
import { PlayoutTarget } from './playout-target.ts';
import type { Concealed, Played, Pulled, Skipped, Waiting } from './pulled.ts';
import { SenderTimeline } from './sender-timeline.ts';

export interface PlayoutOptions {
  /** Duration of a block in µs, 1,000 to 60,000; 5,000 unless given. */
  readonly blockUs?: number;
  /** Least delay above that of the fastest block, in ms, 0 to 200; one block unless given. */
  readonly floorMs?: number;
  /** Largest delay above that of the fastest block, in ms, 20 to 400; 200 unless given. */
  readonly capMs?: number;
  /** Room for the unpunctuality of pulls, in ms, 0 to 50; 1 unless given. */
  readonly slackMs?: number;
  /** Delay to begin with, for about the first 2.5 s, in ms, 0 to 200; 25 unless given. */
  readonly startMs?: number;
  /** Share of blocks that shall be there in time, 0.9 to 1; 0.998 unless given. */
  readonly share?: number;
  /** Share of blocks that shall be there in time where that takes no more than `rareMs`, 0.9 to 1; 1 unless given. */
  readonly rareShare?: number;
  /** 0 to 200 ms; 0, which is never, unless given. */
  readonly rareMs?: number;
  /** Time over which arrivals are remembered, in ms of sound, 1,000 to 60,000; 8,000 unless given. */
  readonly memoryMs?: number;
  /** Time without a block after which the stream counts as paused, in ms, 100 to 60,000; 1,000 unless given. */
  readonly pausedMs?: number;
}

/** What became of a pushed block. */
export type Pushed = 'kept' | 'restarted' | 'late' | 'duplicate';

/** Totals since the buffer was made, and the delays now. */
export interface PlayoutStats {
  /** How long the blocks played of late had waited here, in ms, smoothed; null before the first. */
  readonly bufferMs: number | null;
  /** Delay aimed at, above that of the fastest of the last blocks, in ms. */
  readonly targetMs: number;
  /** Sound made up for blocks that were not there, in ms. */
  readonly concealedMs: number;
  readonly played: number;
  /** Blocks that came after their time, or from before the sender had begun anew. */
  readonly late: number;
  readonly duplicates: number;
  /** Blocks left out to come closer, and those left out where playout had to start anew. */
  readonly skipped: number;
  /** How often nothing at all was there to play. */
  readonly underruns: number;
  /** How often the sender has begun anew. */
  readonly restarts: number;
  /** How much faster the sender's sample clock runs than the one that pulls, in parts per million; null until known. */
  readonly driftPpm: number | null;
}

/** A starved stream whose blocks all come too late takes another way by now; what was known of the old one is forgotten. */
const hopelessUs = 500_000;
/** So many blocks before the first that arrived are still welcome until playing begins. */
const overtaken = 32;
/** Playing begins so far before the target at most, as a share of a block. */
const earlyShare = 1 / 5;
/** Each played block moves the smoothed waiting time by this share: about a second. */
const smoothing = 1 / 200;

/**
 * The jitter buffer of one audio stream: takes numbered blocks of equal duration as they arrive and gives one out per pull. It knows how late the recent jitter asks for
 * them to be played; whoever pulls keeps to it by playing a little faster or slower (see {@link PlayoutBuffer.excessUs}), and only what is
 * far too late is left out here. Reads no clock and allocates nothing per block, unless the size of blocks varies.
 */
export class PlayoutBuffer {
  readonly #blockUs: number;
  readonly #capUs: number;
  readonly #pausedUs: number;
  readonly #store: BlockStore;
  readonly #timeline: SenderTimeline;
  readonly #target: PlayoutTarget;
  readonly #band: PlayoutBand;
  readonly #earlyUs: number;
  readonly #arrivals: TickRate = new TickRate();
  readonly #device: TickRate = new TickRate();
  readonly #played: Writable<Played> = { kind: 'play', number: 0, capturedUs: 0, payload: nothing };
  readonly #skip: Writable<Skipped> = {
    kind: 'skip',
    number: 0,
    capturedUs: 0,
    payload: nothing,
    dropped: null,
  };
  #state: 'idle' | 'playing' | 'starved' = 'idle';
  #next = 0;
  #lastGiven = -1;
  #highest = -1;
  #originUs = Number.NaN;
  #starvedSinceUs = 0;
  #firstTickUs = Number.NaN;
  #tickedUs = 0;
  #waitedUs = Number.NaN;
  #playedCount = 0;
  #concealed = 0;
  #late = 0;
  #duplicates = 0;
  #skipped = 0;
  #underruns = 0;
  #restarts = 0;

  /** @throws {JitterError} `bad-option` */
  constructor(options: PlayoutOptions = {}) {
    const blockUs = within('blockUs', options.blockUs ?? 5000, 1000, 60_000, 'µs');
    const capUs = 1000 * within('capMs', options.capMs ?? 200, 20, 400, 'ms');
    const memoryMs = within('memoryMs', options.memoryMs ?? 8000, 1000, 60_000, 'ms');
    this.#blockUs = blockUs;
    this.#capUs = capUs;
    this.#pausedUs = 1000 * within('pausedMs', options.pausedMs ?? 1000, 100, 60_000, 'ms');
    this.#store = new BlockStore(2 ** Math.ceil(Math.log2(Math.max(4 * overtaken, (4 * capUs) / blockUs))));
    this.#timeline = new SenderTimeline(blockUs);
    this.#target = new PlayoutTarget({
      blockUs,
      floorUs: 1000 * within('floorMs', options.floorMs ?? blockUs / 1000, 0, 200, 'ms'),
      capUs,
      slackUs: 1000 * within('slackMs', options.slackMs ?? 1, 0, 50, 'ms'),
      startUs: 1000 * within('startMs', options.startMs ?? 25, 0, 200, 'ms'),
      share: within('share', options.share ?? 0.998, 0.9, 1, 'of 1'),
      rareShare: within('rareShare', options.rareShare ?? 1, 0.9, 1, 'of 1'),
      rareUs: 1000 * within('rareMs', options.rareMs ?? 0, 0, 200, 'ms'),
      windowBlocks: (memoryMs * 1000) / blockUs,
    });
    this.#band = new PlayoutBand(blockUs);
    this.#earlyUs = blockUs * earlyShare;
  }

  /**
   * The least delay above that of the fastest block from now on.
   *
   * @throws {JitterError} `bad-option` for other than 0 to 200 ms
   */
  setFloorMs(floorMs: number): void {
    this.#target.setFloorUs(1000 * within('floorMs', floorMs, 0, 200, 'ms'));
  }

  /** A fresh snapshot; for about once a second, not for every block. */
  get stats(): PlayoutStats {
    const blockMs = this.#blockUs / 1000;
    return {
      bufferMs: Number.isNaN(this.#waitedUs) ? null : this.#waitedUs / 1000,
      targetMs: this.#target.targetUs / 1000,
      concealedMs: this.#concealed * blockMs,
      played: this.#playedCount,
      late: this.#late,
      duplicates: this.#duplicates,
      skipped: this.#skipped,
      underruns: this.#underruns,
      restarts: this.#restarts,
      driftPpm: this.driftPpm,
    };
  }

  /** How much faster the sender's sample clock runs than the device's, in parts per million; null until known. */
  get driftPpm(): number | null {
    const slowSender = this.#arrivals.slowPpm;
    const slowDevice = this.#device.slowPpm;
    return slowSender === null || slowDevice === null ? null : slowDevice - slowSender;
  }

  /**
   * How much later than needed sound is played, µs, as the earliest of the last 20 pulls had it: negative where more delay is needed, NaN until that is known
   * after the start or after {@link PlayoutBuffer.corrected}.
   */
  get excessUs(): number {
    return this.#band.excessUs;
  }

  /** By how much `excessUs` may be off without a reason, µs, as the delay aimed at rests on few blocks. */
  get noiseUs(): number {
    return this.#target.noiseUs;
  }

  /** Whether the next pull would give a block. */
  get holdsNext(): boolean {
    return this.#state === 'playing' && this.#store.holds(this.#next);
  }

  /** Sound was left out or added by whoever pulls: what is known of the excess is out of date. */
  corrected(): void {
    this.#band.rest();
  }

  /** The device takes `us` more of sound, whatever is in it. Its clock is learned from this. */
  ticked(nowUs: number, us: number = this.#blockUs): void {
    if (Number.isNaN(this.#firstTickUs)) this.#firstTickUs = nowUs;
    this.#device.tick(nowUs, nowUs - this.#firstTickUs - this.#tickedUs);
    this.#tickedUs += us;
  }

  /**
   * Takes a block that has arrived.
   * @param number counts blocks at the sender, modulo 2^32
   * @param capturedUs when its first sample was captured, on any monotonic clock; it comes back with the block
   * @param arrivalUs when it arrived, on the clock of the pulls
   * @param payload is copied
   */
  push(number: number, capturedUs: number, arrivalUs: number, payload: Uint8Array): Pushed {
    const continuity = this.#timeline.see(number, capturedUs);
    if (continuity === 'doubtful') {
      this.#late++;
      return 'late';
    }
    if (continuity === 'restarted') return this.#begin(number, capturedUs, arrivalUs, payload);
    const index = this.#timeline.indexOf(number);
    if (index < this.#next) {
      if (index > this.#next - this.#store.capacity && this.#store.knows(index)) {
        this.#duplicates++;
        return 'duplicate';
      }
      if (!this.#isHopeless(arrivalUs) || index <= this.#lastGiven) {
        this.#late++;
        this.#noteArrival(index, arrivalUs);
        return 'late';
      }
      this.#target.clear();
      this.#emptyStore();
      this.#next = Math.max(this.#lastGiven + 1, index - overtaken);
    }
    if (this.#store.holds(index)) {
      this.#duplicates++;
      return 'duplicate';
    }
    this.#keep(index, capturedUs, arrivalUs, payload);
    return 'kept';
  }

  /**
   * Gives what to play for the next block's duration, which begins at `nowUs`.
   * @param laterUs by how much later than that it is heard counts for the excess; a constant does not
   */
  pull(nowUs: number, laterUs = 0): Pulled {
    if (this.#state === 'playing') return this.#proceed(nowUs, laterUs);
    if (this.#store.count > 0 && this.#resume(nowUs)) return this.#play(this.#next, nowUs);
    if (this.#state === 'idle') return waiting;
    if (nowUs - this.#starvedSinceUs > this.#pausedUs) this.#state = 'idle';
    return this.#conceal(starved);
  }

  #keep(index: number, capturedUs: number, arrivalUs: number, payload: Uint8Array): void {
    const oldest = index - this.#store.capacity + 1;
    if (oldest > this.#next) this.#leaveOut(oldest);
    this.#noteArrival(index, arrivalUs);
    this.#store.put(index, capturedUs, arrivalUs, payload);
    if (index > this.#highest) this.#highest = index;
  }

  /** The sender has begun anew, or a first one has: its blocks follow whatever was there, at the same delay. */
  #begin(number: number, capturedUs: number, arrivalUs: number, payload: Uint8Array): Pushed {
    const index = this.#highest + this.#store.capacity + 1;
    const first = Number.isNaN(this.#originUs);
    const lowestUs = this.#target.lowestUs;
    this.#timeline.restart(number, capturedUs, index);
    this.#emptyStore();
    this.#arrivals.clear();
    this.#originUs = arrivalUs - index * this.#blockUs - (lowestUs === Infinity ? 0 : lowestUs);
    // Room for the blocks that this one has overtaken.
    this.#next = index - overtaken;
    this.#lastGiven = this.#next - 1;
    this.#highest = index;
    this.#keep(index, capturedUs, arrivalUs, payload);
    if (this.#state === 'playing') this.#starve(arrivalUs);
    if (first) return 'kept';
    this.#restarts++;
    return 'restarted';
  }

  /** Whether for so long nothing came in time that what is known of the path cannot be true any more. */
  #isHopeless(arrivalUs: number): boolean {
    return this.#state !== 'playing' && arrivalUs - this.#starvedSinceUs >= hopelessUs;
  }

  #noteArrival(index: number, arrivalUs: number): void {
    const delayUs = this.#delayUs(index, arrivalUs);
    this.#target.arrived(delayUs, arrivalUs);
    this.#arrivals.tick(arrivalUs, delayUs);
  }

  /** How long after the time that its number gives something happens to a block, from a point that stays. */
  #delayUs(index: number, atUs: number): number {
    return atUs - this.#originUs - index * this.#blockUs;
  }

  #proceed(nowUs: number, laterUs: number): Pulled {
    const store = this.#store;
    const next = this.#next;
    const excessUs = this.#delayUs(next, nowUs) + laterUs - this.#target.playoutUs;
    const change = this.#band.judge(excessUs);
    if (change > 0) {
      const closer = this.#lastHeld(next + 1, next + change);
      if (closer > next) return this.#skipTo(closer, nowUs);
    }
    if (store.holds(next)) return this.#play(next, nowUs);
    if (store.count === 0) {
      this.#starve(nowUs);
      this.#underruns++;
      return this.#conceal(starved);
    }
    // Where playout is too early anyway, the missing block gets another chance.
    if (!(this.#band.excessUs < -this.#earlyUs)) this.#next++;
    else this.#band.rest();
    return this.#conceal(missing);
  }

  #play(index: number, nowUs: number): Played {
    this.#give(index, nowUs, this.#played);
    return this.#played;
  }

  #skipTo(index: number, nowUs: number): Skipped {
    this.#skip.dropped = this.#store.holds(this.#next) ? this.#store.payload(this.#next) : null;
    this.#leaveOut(index);
    this.#give(index, nowUs, this.#skip);
    return this.#skip;
  }

  #give(index: number, nowUs: number, into: Writable<Played> | Writable<Skipped>): void {
    const store = this.#store;
    into.number = this.#timeline.numberOf(index);
    into.capturedUs = store.capturedUs(index);
    into.payload = store.payload(index);
    store.take(index);
    this.#next = index + 1;
    this.#lastGiven = index;
    this.#playedCount++;
    const waitedUs = nowUs - store.arrivalUs(index);
    this.#waitedUs = Number.isNaN(this.#waitedUs)
      ? waitedUs
      : this.#waitedUs + (waitedUs - this.#waitedUs) * smoothing;
  }

  #conceal(result: Concealed): Concealed {
    this.#concealed++;
    return result;
  }

  #starve(nowUs: number): void {
    this.#state = 'starved';
    this.#starvedSinceUs = nowUs;
  }

  /** Whether playing can begin, now that there are blocks: at the one whose time it is, as soon as there is one. */
  #resume(nowUs: number): boolean {
    const bestDelayUs = this.#target.playoutUs - this.#earlyUs;
    const best = Math.floor(this.#delayUs(0, nowUs - bestDelayUs) / this.#blockUs);
    const start = this.#lastHeld(this.#next, Math.min(best, this.#highest));
    if (start < this.#next) return false;
    if (best - start > 1) {
      // What could never be waited for is late from now on; else the target is about to follow.
      this.#leaveOut(this.#aboveFastestUs(start) > this.#capUs ? best : start + 1);
      return false;
    }
    this.#leaveOut(start);
    this.#state = 'playing';
    this.#band.rest();
    return true;
  }

  /** How much longer than the fastest block this one took to arrive. */
  #aboveFastestUs(index: number): number {
    return this.#delayUs(index, this.#store.arrivalUs(index)) - this.#target.lowestUs;
  }

  /** The last block that is held in this range, or one before the range. */
  #lastHeld(from: number, to: number): number {
    let index = to;
    while (index >= from && !this.#store.holds(index)) index--;
    return index;
  }

  #emptyStore(): void {
    this.#skipped += this.#store.count;
    this.#store.clear();
  }

  /** Gives up all blocks before `index`. */
  #leaveOut(index: number): void {
    const end = Math.min(index, this.#next + this.#store.capacity);
    for (let left = this.#next; left < end; left++) {
      if (this.#store.holds(left)) this.#skipped++;
      this.#store.take(left);
    }
    this.#next = Math.max(this.#next, index);
  }
}

const nothing: Uint8Array = new Uint8Array(0);
const waiting: Waiting = Object.freeze({ kind: 'wait' });
const missing: Concealed = Object.freeze({ kind: 'conceal', reason: 'missing' });
const starved: Concealed = Object.freeze({ kind: 'conceal', reason: 'starved' });

type Writable<T> = { -readonly [K in keyof T]: T[K] };
