const none = Buffer.alloc(0);
const firstSlots = 8;

/** Parity symbols of a frame that have come and may be needed. */
export class ParityStore {
  /** What `gather` collected: payloads one behind the other, and the row of each. Valid until the next call, of any store. */
  payloads: Buffer = none;
  readonly rowNumbers: Uint8Array = gatheredRows;
  #bytes: Buffer = none;
  #blocks = new Uint16Array(firstSlots);
  #rows = new Uint8Array(firstSlots);
  #count = 0;
  #payloadBytes = 0;

  clear(): void {
    this.#count = 0;
  }

  /** Lets go of the payloads. */
  release(): void {
    this.#bytes = none;
    this.payloads = none;
    this.#count = 0;
  }

  /** Copies a symbol's payload, which is as long as those before it. False when it is there already. */
  keep(block: number, row: number, payload: Buffer, payloadAt: number, payloadEnd: number): boolean {
    for (let at = 0; at < this.#count; at++) {
      if (this.#blocks[at] === block && this.#rows[at] === row) return false;
    }
    if (this.#count === this.#rows.length) this.#grow();
    const slot = this.#count++;
    this.#blocks[slot] = block;
    this.#rows[slot] = row;
    this.#payloadBytes = payloadEnd - payloadAt;
    const at = slot * this.#payloadBytes;
    if (this.#bytes.length < at + this.#payloadBytes) {
      const larger = Buffer.allocUnsafeSlow(Math.max(firstSlots * this.#payloadBytes, 2 * at));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    payload.copy(this.#bytes, at, payloadAt, payloadEnd);
    return true;
  }

  /** Collects the symbols of a block and returns how many there are. */
  gather(block: number): number {
    let rows = 0;
    let inPlace = true;
    for (let at = 0; at < this.#count; at++) {
      if (this.#blocks[at] !== block) {
        inPlace = false;
        continue;
      }
      gatheredRows[rows++] = this.#rows[at]!;
    }
    if (rows === 0) return 0;
    this.payloads = inPlace ? this.#bytes : this.#copyTogether(block, rows);
    return rows;
  }

  #copyTogether(block: number, rows: number): Buffer {
    const bytes = this.#payloadBytes;
    if (gathered.length < rows * bytes) gathered = Buffer.allocUnsafeSlow(rows * bytes * 2);
    let next = 0;
    for (let at = 0; at < this.#count; at++) {
      if (this.#blocks[at] !== block) continue;
      this.#bytes.copy(gathered, next, at * bytes, (at + 1) * bytes);
      next += bytes;
    }
    return gathered;
  }

  #grow(): void {
    const blocks = new Uint16Array(this.#blocks.length * 2);
    const rows = new Uint8Array(blocks.length);
    blocks.set(this.#blocks);
    rows.set(this.#rows);
    this.#blocks = blocks;
    this.#rows = rows;
  }
}

/** Working memory that all stores share: nobody waits half-way between `gather` and decoding. */
const gatheredRows = new Uint8Array(256);
let gathered: Buffer = Buffer.allocUnsafeSlow(64 * 1024);
