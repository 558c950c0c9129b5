import { wantedBlockBytes } from '../wire/control.ts';
import type { OutgoingFrame } from './outgoing-frame.ts';
import type { Redundancy } from './redundancy.ts';
import { RepairQueue } from './repair-queue.ts';
import type { TrackSender } from './track-sender.ts';

/** Serials of wishes are 1 … 31: a frame that needs more is past help. */
const maxSerial = 31;
/** Where packets get lost in runs, a repair goes out a second time so much later, when the run is over, µs. */
const secondWaveUs = 5000;
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
  readonly #secondWave = new RepairQueue();

  constructor(redundancy: Redundancy, find: (track: number) => TrackSender | undefined) {
    this.#redundancy = redundancy;
    this.#find = find;
  }

  /** When there is something to be sent, µs; infinity for never. */
  get dueUs(): number {
    return Math.min(this.#queue.dueUs, this.#secondWave.dueUs);
  }

  /** Media of `bytes` was sent: repairs may spend some more. */
  earn(bytes: number): void {
    this.#queue.earn(bytes);
  }

  clear(): void {
    this.#queue.clear();
    this.#secondWave.clear();
  }

  /**
   * Takes a wish: pairs of block and number of symbols in `[at, end)`, none for the whole frame. What is sent takes `wayUs`. `refused` when the frame is gone, or there is more to repair than the budget allows.
   */
  take(
    nowUs: number,
    wayUs: number,
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
    if ((frame.answered & bit) !== 0 || frame.deadlineUs <= nowUs + wayUs) return 'ignored';
    // Of a frame that is still leaving, the peer takes for lost what was not sent yet.
    if (at === end && !frame.finished) return 'ignored';
    frame.answered |= bit;
    if (at === end) return this.#promiseWhole(nowUs, track, frame, serial) ? 'granted' : 'refused';
    let symbols = 0;
    for (let entry = at; entry < end; entry += wantedBlockBytes) {
      symbols += this.#symbolsFor(frame, view.getUint16(entry), view.getUint16(entry + 2), serial);
    }
    if (!this.#queue.afford(symbols * frame.shardBytes)) return 'refused';
    for (let entry = at; entry < end; entry += wantedBlockBytes) {
      const block = view.getUint16(entry);
      const count = this.#symbolsFor(frame, block, view.getUint16(entry + 2), serial);
      if (count > 0) this.#queue.push(nowUs, track, frame.number, block, count);
    }
    if (this.#redundancy.bursts) this.#promiseSecondWave(nowUs, track, frame, view, at, end);
    return 'granted';
  }

  /** The frame whose symbol goes next; undefined for none. What takes `wayUs` and would come too late is not sent. */
  next(nowUs: number, wayUs: number): OutgoingFrame | undefined {
    return this.#take(nowUs, wayUs, this.#queue) ?? this.#take(nowUs, wayUs, this.#secondWave);
  }

  #take(nowUs: number, wayUs: number, queue: RepairQueue): OutgoingFrame | undefined {
    while (queue.dueUs <= nowUs) {
      const { track, number, block, left } = queue;
      const frame = this.#find(track)?.find(number % 0x1_0000_0000);
      if (frame === undefined || frame.number !== number || frame.deadlineUs <= nowUs + wayUs) {
        queue.drop();
        continue;
      }
      this.track = track;
      this.index = block === allData ? frame.shardCount - left : frame.nextRepair(block);
      queue.spend();
      return frame;
    }
    return undefined;
  }

  /** The whole frame again, and as much more as for any repair of that size. */
  #promiseWhole(nowUs: number, track: number, frame: OutgoingFrame, serial: number): boolean {
    const { shardCount, blocks } = frame;
    const extra = Math.max(this.#redundancy.extra(Math.ceil(shardCount / blocks), serial), frame.parity);
    if (!this.#queue.afford((shardCount + extra * blocks) * frame.shardBytes)) return false;
    this.#queue.push(nowUs, track, frame.number, allData, shardCount);
    if (extra === 0) return true;
    for (let block = 0; block < blocks; block++) this.#queue.push(nowUs, track, frame.number, block, extra);
    return true;
  }

  /** As many symbols as were wished for once more, as far as the budget lasts. */
  #promiseSecondWave(
    nowUs: number,
    track: number,
    frame: OutgoingFrame,
    view: DataView,
    at: number,
    end: number,
  ): void {
    const dueUs = nowUs + secondWaveUs;
    for (let entry = at; entry < end; entry += wantedBlockBytes) {
      const block = view.getUint16(entry);
      const count = Math.min(view.getUint16(entry + 2), frame.shardCount);
      if (block >= frame.blocks || !this.#queue.afford(count * frame.shardBytes)) continue;
      this.#secondWave.push(dueUs, track, frame.number, block, count);
    }
  }

  #symbolsFor(frame: OutgoingFrame, block: number, wanted: number, serial: number): number {
    if (block >= frame.blocks) return 0;
    const count = Math.min(wanted, frame.shardCount) - frame.unsentOf(block);
    if (count <= 0) return 0;
    return count + this.#redundancy.extra(count, serial);
  }
}
