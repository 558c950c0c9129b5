import { chunkHeadBytes, chunkType } from './chunk.ts';
import { readU48, writeU48 } from './integers.ts';

/** Arrival times travel in units of this, µs. */
export const arrivalUnitUs = 16;
/** Bytes of the chunk's head and fixed fields. */
const fixedBytes: number = chunkHeadBytes + 12;
/** The longest number that is written: seven bits a byte, as in LEB128. */
const longestVarint = 4;
const maxVarint = 2 ** (7 * longestVarint) - 1;
/** The longest run, whose length is one byte. */
const longestRun = 0xff;
/** Room below which a chunk is not worth beginning: fixed fields, and a run with some gaps. */
export const leastArrivalsBytes: number = fixedBytes + 48;
/** The shortest body: number and time of one packet, and a run of one. */
export const leastArrivalsBodyBytes = 13;

/**
 * Writes arrivals as one chunk: number and time of the first packet, then runs of packets that came, with the time from each
 * to the next, and counts of packets between the runs that have not come.
 */
export class ArrivalsWriter {
  /** Where the next byte goes. */
  at = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #headAt = 0;
  #end = 0;
  /** Where the length of the run that is being written stands, and how long it is. */
  #runAt = 0;
  #run = 0;
  #next = 0;
  #units = 0;
  #firstUs = 0;

  /** Begins a chunk at `at` that ends at `end` at most, with the packet `number` that came at `us`. */
  start(view: DataView, at: number, end: number, number: number, us: number): void {
    this.#view = view;
    this.#headAt = at;
    this.#end = end;
    const body = at + chunkHeadBytes;
    writeU48(view, body, number);
    writeU48(view, body + 6, us);
    this.#firstUs = Math.floor(us);
    this.#units = 0;
    this.#next = number + 1;
    this.at = body + 12;
    this.#beginRun();
    this.#run = 1;
  }

  /** Adds a later packet, which came at the time in `timesUs[slot]`. False when there is no room for it: then `finish`, and start another chunk with it. */
  add(number: number, timesUs: Float64Array, slot: number): boolean {
    const gap = number - this.#next;
    if (this.at + 2 + 2 * longestVarint > this.#end || gap > maxVarint) return false;
    if (gap > 0 || this.#run === longestRun) {
      this.#endRun();
      // A run that is full goes on behind a gap of nothing.
      this.#put(gap);
      this.#beginRun();
    }
    const units = Math.round((timesUs[slot]! - this.#firstUs) / arrivalUnitUs);
    this.#put(zigzag(units - this.#units));
    this.#units = units;
    this.#run++;
    this.#next = number + 1;
    return true;
  }

  /** Completes the chunk and returns where the next one goes. */
  finish(): number {
    this.#endRun();
    this.#view.setUint8(this.#headAt, chunkType.arrivals);
    this.#view.setUint16(this.#headAt + 1, this.at - this.#headAt - chunkHeadBytes);
    return this.at;
  }

  /** The length of a run is one byte, written when it is known. */
  #beginRun(): void {
    this.#runAt = this.at++;
    this.#run = 0;
  }

  #endRun(): void {
    this.#view.setUint8(this.#runAt, this.#run);
  }

  #put(value: number): void {
    let rest = Math.min(value, maxVarint);
    while (rest > 0x7f) {
      this.#view.setUint8(this.at++, (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#view.setUint8(this.at++, rest);
  }
}

/** Steps through the packets of a chunk of arrivals. What it reads may be any bytes at all. */
export class ArrivalsReader {
  /** The packet that `next` stepped to, and when it came, µs of the peer's clock. */
  number = 0;
  us = 0;
  /** Whether the walk ended before the end of the body. */
  malformed = false;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  #end = 0;
  #left = 0;
  #first = true;

  /** Starts at the body in `[at, end)`, which has at least `leastArrivalsBodyBytes`. */
  start(view: DataView, at: number, end: number): void {
    this.#view = view;
    this.#at = at + 12;
    this.#end = end;
    this.number = readU48(view, at) - 1;
    this.us = readU48(view, at + 6);
    this.#first = true;
    this.malformed = false;
    this.#left = this.#byte();
    if (this.#left < 1) this.malformed = true;
  }

  /** Steps to the next packet that came. False at the end. */
  next(): boolean {
    if (this.malformed) return false;
    if (this.#left === 0 && !this.#nextRun()) return false;
    this.#left--;
    this.number++;
    if (this.#first) {
      this.#first = false;
      return true;
    }
    const delta = this.#varint();
    if (delta < 0) {
      this.malformed = true;
      return false;
    }
    this.us += unzigzag(delta) * arrivalUnitUs;
    return true;
  }

  #nextRun(): boolean {
    if (this.#at === this.#end) return false;
    const gap = this.#varint();
    this.#left = this.#byte();
    this.malformed = gap < 0 || this.#left < 1;
    this.number += gap;
    return !this.malformed;
  }

  /** −1 behind the end. */
  #byte(): number {
    return this.#at < this.#end ? this.#view.getUint8(this.#at++) : -1;
  }

  /** −1 for one that is cut off or too long. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 7 * longestVarint; shift += 7) {
      const byte = this.#byte();
      if (byte < 0) return -1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return -1;
  }
}

function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
