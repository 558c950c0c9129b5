import { missingHeadBytes, missingRangeBytes, writeMissingHead } from '../wire/control.ts';
import { chunksEnd } from '../wire/datagram.ts';
import type { Slab } from '../wire/slab.ts';

const capacity = 1024;

/** Shards to be asked for: runs of (track, frame, first index, count), sent as one chunk per frame. */
export class MissingQueue {
  readonly #runs = new Float64Array(capacity * 4);
  #read = 0;
  #write = 0;

  get empty(): boolean {
    return this.#read === this.#write;
  }

  /** `number` is taken modulo 2^32; a count of 0 asks for the whole frame. Dropped when far too much is missing. */
  push(track: number, number: number, first: number, count: number): void {
    if (this.#write - this.#read === capacity) return;
    const at = (this.#write++ % capacity) * 4;
    this.#runs[at] = track;
    this.#runs[at + 1] = number % 0x1_0000_0000;
    this.#runs[at + 2] = first;
    this.#runs[at + 3] = count;
  }

  clear(): void {
    this.#read = this.#write;
  }

  /** Writes chunks as far as they fit and returns where they end. */
  write(slab: Slab, at: number): number {
    let end = at;
    while (!this.empty) {
      const room = Math.floor((chunksEnd - end - missingHeadBytes) / missingRangeBytes);
      if (room < 1) break;
      end = this.#writeFrame(slab, end, Math.min(room, this.#runsOfFrame()));
    }
    return end;
  }

  #writeFrame(slab: Slab, at: number, runs: number): number {
    const first = (this.#read % capacity) * 4;
    let end = writeMissingHead(slab.view, at, this.#runs[first]!, this.#runs[first + 1]!, runs);
    for (let run = 0; run < runs; run++) {
      const entry = (this.#read++ % capacity) * 4;
      slab.view.setUint16(end, this.#runs[entry + 2]!);
      slab.view.setUint16(end + 2, this.#runs[entry + 3]!);
      end += missingRangeBytes;
    }
    return end;
  }

  #runsOfFrame(): number {
    const first = (this.#read % capacity) * 4;
    let runs = 1;
    for (; this.#read + runs < this.#write; runs++) {
      const entry = ((this.#read + runs) % capacity) * 4;
      if (this.#runs[entry] !== this.#runs[first] || this.#runs[entry + 1] !== this.#runs[first + 1]) break;
    }
    return runs;
  }
}
