import { wantedBlockBytes } from '../wire/control.ts';
import type { OutgoingFrame } from './outgoing-frame.ts';
import type { Redundancy } from './redundancy.ts';
import { RepairQueue } from './repair-queue.ts';
import type { TrackSender } from './track-sender.ts';

/** Serials of wishes are 1 … 31: a frame that needs more is past help. */
const maxSerial = 31;
/** In place of a block: all data shards of the frame, in order. */
const allData = 0xffff;

/** What became of a wish. */
export type WishOutcome = 'granted' | 'ignored' | 'refused';

/** Answers the peer's wishes for more symbols of frames, as far as they come in time and the budget lasts. */
export class Repairs {
  /** The symbol that `next` chose. */
  track = 0;
  index = 0;
  readonly #redundancy: Redundancy;
  readonly #find: (track: number) => TrackSender | undefined;
  readonly #queue = new RepairQueue();

  constructor(redundancy: Redundancy, find: (track: number) => TrackSender | undefined) {
    this.#redundancy = redundancy;
    this.#find = find;
  }

  get empty(): boolean {
    return this.#queue.empty;
  }

  /** Media of `bytes` was sent: repairs may spend some more. */
  earn(bytes: number): void {
    this.#queue.earn(bytes);
  }

  clear(): void {
    this.#queue.clear();
  }

  /**
   * Takes a wish: pairs of block and number of symbols in `[at, end)`, none for the whole frame. What is sent now arrives at
   * `arrivalUs`. `refused` when the frame is gone, or there is more to repair than the budget allows.
   */
  take(
    arrivalUs: number,
    track: number,
    wireNumber: number,
    serial: number,
    view: DataView,
    at: number,
    end: number,
  ): WishOutcome {
    const sender = this.#find(track);
    if (sender === undefined || serial === 0 || serial > maxSerial) return 'ignored';
    const frame = sender.find(wireNumber);
    if (frame === undefined) return sender.gone(wireNumber) ? 'refused' : 'ignored';
    const bit = 1 << serial;
    if ((frame.answered & bit) !== 0 || frame.deadlineUs <= arrivalUs) return 'ignored';
    // Of a frame that is still leaving, the peer takes for lost what was not sent yet.
    if (at === end && !frame.finished) return 'ignored';
    frame.answered |= bit;
    if (at === end) return this.#promiseWhole(track, frame, serial) ? 'granted' : 'refused';
    let symbols = 0;
    for (let entry = at; entry < end; entry += wantedBlockBytes) {
      symbols += this.#symbolsFor(frame, view.getUint16(entry), view.getUint16(entry + 2), serial);
    }
    if (!this.#queue.afford(symbols * frame.shardBytes)) return 'refused';
    for (let entry = at; entry < end; entry += wantedBlockBytes) {
      const block = view.getUint16(entry);
      const count = this.#symbolsFor(frame, block, view.getUint16(entry + 2), serial);
      if (count > 0) this.#queue.push(track, frame.number, block, count);
    }
    return 'granted';
  }

  /** The frame whose symbol goes next; undefined for none. What would come too late is not sent. */
  next(arrivalUs: number): OutgoingFrame | undefined {
    while (!this.#queue.empty) {
      const { track, number, block, left } = this.#queue;
      const frame = this.#find(track)?.find(number % 0x1_0000_0000);
      if (frame === undefined || frame.number !== number || frame.deadlineUs <= arrivalUs) {
        this.#queue.drop();
        continue;
      }
      this.track = track;
      this.index = block === allData ? frame.shardCount - left : frame.nextRepair(block);
      this.#queue.spend();
      return frame;
    }
    return undefined;
  }

  /** The whole frame again, and as much more as for any repair of that size. */
  #promiseWhole(track: number, frame: OutgoingFrame, serial: number): boolean {
    const { shardCount, blocks } = frame;
    const extra = Math.max(this.#redundancy.extra(Math.ceil(shardCount / blocks), serial), frame.parity);
    if (!this.#queue.afford((shardCount + extra * blocks) * frame.shardBytes)) return false;
    this.#queue.push(track, frame.number, allData, shardCount);
    if (extra === 0) return true;
    for (let block = 0; block < blocks; block++) this.#queue.push(track, frame.number, block, extra);
    return true;
  }

  #symbolsFor(frame: OutgoingFrame, block: number, wanted: number, serial: number): number {
    if (block >= frame.blocks) return 0;
    const count = Math.min(wanted, frame.shardCount) - frame.unsentOf(block);
    if (count <= 0) return 0;
    return count + this.#redundancy.extra(count, serial);
  }
}
