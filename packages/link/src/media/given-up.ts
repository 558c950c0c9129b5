import { givenUpBytes, writeGivenUp } from '../wire/control.ts';
import { chunksEnd } from '../wire/datagram.ts';
import type { Slab } from '../wire/slab.ts';

/** A note may be lost: it travels in so many packets, so far apart. */
const copies = 3;
const apartUs = 5000;

interface Note {
  readonly track: number;
  number: number;
  copiesLeft: number;
  dueUs: number;
}

/** Notes to the sender about the newest frame of each track that was given up. */
export class GivenUpNotes {
  readonly #notes: Note[] = [];

  /** When the next is due, µs; infinity for never. */
  dueUs(): number {
    let dueUs = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#notes.length; at++) dueUs = Math.min(dueUs, this.#notes[at]!.dueUs);
    return dueUs;
  }

  add(nowUs: number, track: number, number: number): void {
    let note = this.#notes.find((known) => known.track === track);
    if (note === undefined) {
      note = { track, number: 0, copiesLeft: 0, dueUs: nowUs };
      this.#notes.push(note);
    }
    note.number = number % 0x1_0000_0000;
    note.copiesLeft = copies;
    note.dueUs = nowUs;
  }

  clear(): void {
    this.#notes.length = 0;
  }

  /** Writes the notes that are due as far as they fit, and returns where they end. */
  write(nowUs: number, slab: Slab, at: number): number {
    let end = at;
    for (const note of this.#notes) {
      if (note.dueUs > nowUs || end + givenUpBytes > chunksEnd) continue;
      end = writeGivenUp(slab.view, end, note.track, note.number);
      note.dueUs = --note.copiesLeft > 0 ? nowUs + apartUs : Number.POSITIVE_INFINITY;
    }
    return end;
  }
}
