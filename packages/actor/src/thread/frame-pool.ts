/** Where a pool's frames are, in shared memory: to be passed to each thread that uses them. */
export interface FrameMemory {
  readonly owners: SharedArrayBuffer;
  readonly frames: SharedArrayBuffer;
  readonly slotBytes: number;
}

const free = 0;

/**
 * @param slots how many frames there can be at once, in all threads together
 * @param slotBytes the largest of them
 */
export function createFrameMemory(slots: number, slotBytes: number): FrameMemory {
  if (!Number.isInteger(slots) || slots < 1 || !Number.isInteger(slotBytes) || slotBytes < 1) {
    throw new RangeError(`${slots} frames of ${slotBytes} bytes: give whole numbers of at least 1`);
  }
  return {
    owners: new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT),
    frames: new SharedArrayBuffer(slots * slotBytes),
    slotBytes,
  };
}

/**
 * Frames in memory that all threads share. A frame belongs to one owner at a time; handing it over copies nothing. An owner is a number
 * of at least 1 that no two runs of threads have in common.
 */
export class FramePool {
  readonly owner: number;
  readonly memory: FrameMemory;
  readonly #owners: Int32Array;
  #next = 0;

  constructor(memory: FrameMemory, owner: number) {
    if (!Number.isInteger(owner) || owner < 1) throw new RangeError(`owner ${owner}: at least 1`);
    this.memory = memory;
    this.owner = owner;
    this.#owners = new Int32Array(memory.owners);
  }

  /** Slots that nobody has. */
  get available(): number {
    let count = 0;
    for (let slot = 0; slot < this.#owners.length; slot++) {
      if (Atomics.load(this.#owners, slot) === free) count++;
    }
    return count;
  }

  /** A frame of so many bytes, with whatever was in it before; undefined when all are taken or none is that large. */
  take(bytes: number): Lease | undefined {
    if (bytes > this.memory.slotBytes) return undefined;
    for (let tried = 0; tried < this.#owners.length; tried++) {
      const slot = this.#next;
      this.#next = (slot + 1) % this.#owners.length;
      if (Atomics.compareExchange(this.#owners, slot, free, this.owner) === free) {
        return new Lease(this, slot, bytes);
      }
    }
    return undefined;
  }

  /** The frame that a message handed to this owner. */
  adopt(slot: number, bytes: number): Lease {
    return new Lease(this, slot, bytes);
  }

  /** Makes a frame another's, if it is still `from`'s. */
  pass(slot: number, from: number, to: number): boolean {
    return Atomics.compareExchange(this.#owners, slot, from, to) === from;
  }

  /** Gives back all that an owner has, who is no more. Returns how many that were. */
  reclaim(owner: number): number {
    let count = 0;
    for (let slot = 0; slot < this.#owners.length; slot++) {
      if (this.pass(slot, owner, free)) count++;
    }
    return count;
  }
}

/** The right to use one frame until it is released, or sent to another thread in a message. */
export class Lease implements Disposable {
  readonly #pool: FramePool;
  readonly slot: number;
  /** Its length in bytes. */
  readonly length: number;
  #held = true;

  constructor(pool: FramePool, slot: number, length: number) {
    this.#pool = pool;
    this.slot = slot;
    this.length = length;
  }

  /** The frame's bytes, while {@link isHeld}. */
  get bytes(): Uint8Array {
    const { frames, slotBytes } = this.#pool.memory;
    return new Uint8Array(frames, this.slot * slotBytes, this.length);
  }

  get isHeld(): boolean {
    return this.#held;
  }

  /** Makes it another owner's. Returns false when it was not this one's any more. */
  passTo(owner: number): boolean {
    if (!this.#held || !this.#pool.pass(this.slot, this.#pool.owner, owner)) return false;
    this.#held = false;
    return true;
  }

  /** Takes it back from an owner who never heard of it. False when it was reclaimed meanwhile. */
  takeBack(owner: number): boolean {
    this.#held = this.#pool.pass(this.slot, owner, this.#pool.owner);
    return this.#held;
  }

  /** Gives the frame back. Nothing happens when it was released or sent before. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#pool.pass(this.slot, this.#pool.owner, free);
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
