/** Blocks by their index in a ring of fixed capacity. Memory is reused; it grows only with the size of a block. */
export class BlockStore {
  readonly capacity: number;
  readonly #indexes: Float64Array;
  readonly #held: Uint8Array;
  readonly #capturedUs: Float64Array;
  readonly #arrivalUs: Float64Array;
  readonly #slabs: Uint8Array[] = [];
  readonly #payloads: Uint8Array[] = [];
  #count = 0;

  /** @param capacity a power of two */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.#indexes = new Float64Array(capacity).fill(-1);
    this.#held = new Uint8Array(capacity);
    this.#capturedUs = new Float64Array(capacity);
    this.#arrivalUs = new Float64Array(capacity);
    for (let slot = 0; slot < capacity; slot++) {
      this.#slabs.push(empty);
      this.#payloads.push(empty);
    }
  }

  /** How many blocks are held. */
  get count(): number {
    return this.#count;
  }

  /** Copies a block in. What its slot held before, a whole ring earlier, is gone. */
  put(index: number, capturedUs: number, arrivalUs: number, payload: Uint8Array): void {
    const slot = this.#slotOf(index);
    if (this.#held[slot] === 0) this.#count++;
    this.#indexes[slot] = index;
    this.#held[slot] = 1;
    this.#capturedUs[slot] = capturedUs;
    this.#arrivalUs[slot] = arrivalUs;
    let slab = this.#slabs[slot]!;
    if (slab.length < payload.length) {
      slab = new Uint8Array(Math.max(512, payload.length));
      this.#slabs[slot] = slab;
    }
    slab.set(payload);
    const view = this.#payloads[slot]!;
    if (view.length !== payload.length || view.buffer !== slab.buffer) {
      this.#payloads[slot] = slab.subarray(0, payload.length);
    }
  }

  holds(index: number): boolean {
    const slot = this.#slotOf(index);
    return this.#held[slot] === 1 && this.#indexes[slot] === index;
  }

  /** Whether a block was put here, even if it has been taken out since. */
  knows(index: number): boolean {
    return this.#indexes[this.#slotOf(index)] === index;
  }

  /** Lets a block go. Its payload stays valid until its slot is used again, a whole ring later. */
  take(index: number): void {
    const slot = this.#slotOf(index);
    if (this.#held[slot] === 0 || this.#indexes[slot] !== index) return;
    this.#held[slot] = 0;
    this.#count--;
  }

  capturedUs(index: number): number {
    return this.#capturedUs[this.#slotOf(index)]!;
  }

  arrivalUs(index: number): number {
    return this.#arrivalUs[this.#slotOf(index)]!;
  }

  payload(index: number): Uint8Array {
    return this.#payloads[this.#slotOf(index)]!;
  }

  clear(): void {
    this.#indexes.fill(-1);
    this.#held.fill(0);
    this.#count = 0;
  }

  #slotOf(index: number): number {
    return index % this.capacity;
  }
}

const empty: Uint8Array = new Uint8Array(0);
