import { wantedBlockBytes, wantedHeadBytes, writeWantedHead } from '../wire/control.ts';
import { chunksEnd } from '../wire/datagram.ts';
import type { Slab } from '../wire/slab.ts';

const capacity = 256;
/**
 * A wish is said again every millisecond until its answer comes: any packet may be lost, the frame is late already, and a run of losses lasts long where
 * few packets travel. Once nothing answered in time, this may be such a run, and more packets get out of it sooner.
 */
const apartUs = 1000;
const urgentApartUs = 250;
const saidForUs = 40_000;
/** What a late caller may catch up with. */
const catchUpUs = 1000;
/** Blocks that one chunk names at most; a frame with more asks for the others with its next wish. */
export const maxWantedBlocks = 128;

interface Wish {
  track: number;
  number: number;
  serial: number;
  blocks: number;
  readonly block: Uint16Array;
  readonly count: Uint16Array;
  madeUs: number;
  dueUs: number;
}

/** Wishes for more symbols of frames, each of which is said several times. */
export class WantedQueue {
  readonly #wishes: Wish[] = [];
  readonly #spare: Wish[] = [];

  /** When the next is due, µs; infinity for never. */
  dueUs(): number {
    let dueUs = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#wishes.length; at++) dueUs = Math.min(dueUs, this.#wishes[at]!.dueUs);
    return dueUs;
  }

  /** Begins a wish, to which blocks may be added; undefined when far too much is missing. `number` is taken modulo 2^32. */
  begin(nowUs: number, track: number, number: number, serial: number): Wish | undefined {
    if (this.#wishes.length === capacity) return undefined;
    const wish = this.#spare.pop() ?? newWish();
    wish.track = track;
    wish.number = number % 0x1_0000_0000;
    wish.serial = serial;
    wish.blocks = 0;
    wish.madeUs = nowUs;
    wish.dueUs = nowUs;
    this.#wishes.push(wish);
    return wish;
  }

  /** The wishes about a frame that were made by `madeUs` have been answered, or it is settled: they need not be said again. */
  forget(track: number, number: number, madeUs: number = Number.POSITIVE_INFINITY): void {
    for (let at = this.#wishes.length - 1; at >= 0; at--) {
      const wish = this.#wishes[at]!;
      const isMeant = wish.track === track && wish.number === number % 0x1_0000_0000;
      if (isMeant && wish.madeUs <= madeUs) this.#remove(at);
    }
  }

  clear(): void {
    while (this.#wishes.length > 0) this.#remove(0);
  }

  /** Writes the wishes that are due as chunks, as far as they fit, and returns where they end. */
  write(nowUs: number, slab: Slab, at: number): number {
    let end = at;
    for (let next = 0; next < this.#wishes.length; ) {
      const wish = this.#wishes[next]!;
      const bytes = wantedHeadBytes + wish.blocks * wantedBlockBytes;
      if (wish.dueUs > nowUs || end + bytes > chunksEnd) {
        next++;
        continue;
      }
      end = writeWish(slab, end, wish);
      wish.dueUs = Math.max(wish.dueUs, nowUs - catchUpUs) + (wish.serial > 1 ? urgentApartUs : apartUs);
      if (wish.dueUs >= wish.madeUs + saidForUs) this.#remove(next);
      else next++;
    }
    return end;
  }

  #remove(at: number): void {
    const last = this.#wishes.pop()!;
    const removed = at === this.#wishes.length ? last : this.#wishes[at]!;
    if (removed !== last) this.#wishes[at] = last;
    this.#spare.push(removed);
  }
}

function newWish(): Wish {
  return {
    track: 0,
    number: 0,
    serial: 0,
    blocks: 0,
    block: new Uint16Array(maxWantedBlocks),
    count: new Uint16Array(maxWantedBlocks),
    madeUs: 0,
    dueUs: 0,
  };
}

function writeWish(slab: Slab, at: number, wish: Wish): number {
  let end = writeWantedHead(slab.view, at, wish.track, wish.number, wish.serial, wish.blocks);
  for (let entry = 0; entry < wish.blocks; entry++) {
    slab.view.setUint16(end, wish.block[entry]!);
    slab.view.setUint16(end + 2, wish.count[entry]!);
    end += wantedBlockBytes;
  }
  return end;
}
