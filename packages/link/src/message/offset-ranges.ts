const capacity = 64;

/** Ranges of stream offsets that arrived out of order: sorted, apart, few. */
export class OffsetRanges {
  count = 0;
  readonly #from = new Float64Array(capacity + 1);
  readonly #to = new Float64Array(capacity + 1);

  from(range: number): number {
    return this.#from[range]!;
  }

  to(range: number): number {
    return this.#to[range]!;
  }

  /** Adds [from, to), joining what it touches. False when there are too many holes already. */
  add(from: number, to: number): boolean {
    let first = 0;
    while (first < this.count && this.#to[first]! < from) first++;
    let behind = first;
    let start = from;
    let end = to;
    for (; behind < this.count && this.#from[behind]! <= to; behind++) {
      start = Math.min(start, this.#from[behind]!);
      end = Math.max(end, this.#to[behind]!);
    }
    if (behind === first && this.count === capacity) return false;
    this.#from.copyWithin(first + 1, behind, this.count);
    this.#to.copyWithin(first + 1, behind, this.count);
    this.#from[first] = start;
    this.#to[first] = end;
    this.count += 1 - (behind - first);
    return true;
  }

  /** Removes the range that begins at `offset` and returns its end; `offset` when there is none. */
  takeFrom(offset: number): number {
    if (this.count === 0 || this.#from[0]! > offset) return offset;
    const end = this.#to[0]!;
    this.#from.copyWithin(0, 1, this.count);
    this.#to.copyWithin(0, 1, this.count);
    this.count--;
    return end;
  }

  clear(): void {
    this.count = 0;
  }
}
