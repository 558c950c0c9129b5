/** Bytes in front of the data: each word that one side writes and the other reads has a cache line of its own. */
const headerBytes = 256;
const headWord = 0;
const tailWord = 16;
const waitingWord = 32;
const closedWord = 48;
/** Bytes of the length in front of each message, padded so that what follows is aligned for any number. */
const prefixBytes = 8;
/** In place of a length: the rest up to the end is empty, the next message is at the start. */
const wrapMark = -1;

/**
 * Memory of a ring with one writer and one reader, each in any thread.
 * @param capacityBytes a power of two of at least 64; the longest message is half of it, less 8
 */
export function createRing(capacityBytes: number): SharedArrayBuffer {
  if (!Number.isInteger(Math.log2(capacityBytes)) || capacityBytes < 64 || capacityBytes > 2 ** 30) {
    throw new RangeError(`ring of ${capacityBytes} bytes: give a power of two from 64 to 2^30`);
  }
  return new SharedArrayBuffer(headerBytes + capacityBytes);
}

/** The words and bytes of a ring, as both sides see them. Positions count bytes since the start, modulo 2^32. */
class RingView {
  readonly words: Int32Array;
  /** The data as a buffer, for strings; `at` of both sides counts from its start. */
  readonly bytes: Buffer;
  readonly numbers: DataView;
  readonly capacity: number;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
    this.capacity = memory.byteLength - headerBytes;
    this.bytes = Buffer.from(memory, headerBytes);
    this.numbers = new DataView(memory, headerBytes);
  }
}

/** The writing end. Messages are written in place: {@link begin}, write from `at` to below `limit`, {@link publish}. */
export class RingWriter extends RingView {
  readonly #bell: (() => void) | undefined;
  #head: number;
  #tail: number;
  /** Where the message in work starts, in bytes of the data. */
  at = 0;
  /** Where it has to end. */
  limit = 0;

  /** @param bell wakes a reader on an event loop, only called when it is idle; without it the reader blocks in {@link RingReader.wait} */
  constructor(memory: SharedArrayBuffer, bell?: () => void) {
    super(memory);
    this.#bell = bell;
    this.#head = Atomics.load(this.words, headWord);
    this.#tail = Atomics.load(this.words, tailWord);
  }

  /** Nobody will read any more. */
  get isClosed(): boolean {
    return Atomics.load(this.words, closedWord) === 1;
  }

  /** The longest message that always fits into an empty ring. */
  get longest(): number {
    return this.capacity / 2 - prefixBytes;
  }

  /** Starts a message behind the last; `at` and `limit` say where, which may be no room at all. */
  begin(): void {
    this.#tail = Atomics.load(this.words, tailWord);
    const start = this.#head & (this.capacity - 1);
    const free = this.capacity - ((this.#head - this.#tail) | 0);
    this.at = start + prefixBytes;
    this.limit = start + Math.min(free, this.capacity - start);
  }

  /** Moves the message in work to the start of the memory, if that would do: what was written of it is to be written again. */
  wrap(): boolean {
    const start = this.#head & (this.capacity - 1);
    const before = this.capacity - start;
    const free = this.capacity - ((this.#head - this.#tail) | 0) - before;
    if (start === 0 || this.at === prefixBytes || free < prefixBytes) return false;
    this.at = prefixBytes;
    this.limit = free;
    return true;
  }

  /** Hands the message, which ends before `end`, to the reader and wakes it if it waits. */
  publish(end: number): void {
    const start = this.#head & (this.capacity - 1);
    let head = this.#head;
    if (this.at === prefixBytes && start !== 0) {
      this.words[(headerBytes + start) >> 2] = wrapMark;
      head += this.capacity - start;
    }
    this.words[(headerBytes + this.at - prefixBytes) >> 2] = end - this.at;
    this.#head = (head + prefixBytes + padded(end - this.at)) | 0;
    Atomics.store(this.words, headWord, this.#head);
    if (Atomics.load(this.words, waitingWord) === 0) return;
    if (Atomics.exchange(this.words, waitingWord, 0) === 0) return;
    if (this.#bell === undefined) Atomics.notify(this.words, headWord, 1);
    else this.#bell();
  }
}

/** The reading end: {@link next}, read `length` bytes from `at`, {@link consume}. */
export class RingReader extends RingView {
  #head: number;
  #tail: number;
  /** Where the message that {@link next} found starts, in bytes of the data. */
  at = 0;
  /** Its bytes. */
  length = 0;

  constructor(memory: SharedArrayBuffer) {
    super(memory);
    this.#head = Atomics.load(this.words, headWord);
    this.#tail = Atomics.load(this.words, tailWord);
  }

  /**
   * Finds the oldest message. It stays in the ring, and its bytes as they are, until {@link consume}.
   *
   * @throws RangeError when what is there cannot be one; the ring is empty then
   */
  next(): boolean {
    if (this.#tail === this.#head) {
      this.#head = Atomics.load(this.words, headWord);
      if (this.#tail === this.#head) return false;
    }
    let start = this.#tail & (this.capacity - 1);
    if (this.words[(headerBytes + start) >> 2] === wrapMark) {
      this.#tail = (this.#tail + this.capacity - start) | 0;
      start = 0;
    }
    this.at = start + prefixBytes;
    this.length = this.words[(headerBytes + start) >> 2]!;
    const written = (this.#head - this.#tail) | 0;
    const takes = prefixBytes + padded(this.length);
    if (this.length >= 0 && takes <= written && start + takes <= this.capacity) return true;
    // Whoever wrote this wrote over it: where the next message begins is not known.
    this.#tail = this.#head;
    Atomics.store(this.words, tailWord, this.#tail);
    throw new RangeError('a ring between threads was written over');
  }

  /** Gives the room of the message that {@link next} found back to the writer. */
  consume(): void {
    this.#tail = (this.#tail + prefixBytes + padded(this.length)) | 0;
    Atomics.store(this.words, tailWord, this.#tail);
  }

  /** Blocks this thread until there is a message. Returns whether there is one, or `timeoutMs` passed before. */
  wait(timeoutMs: number): boolean {
    if (this.arm()) {
      Atomics.wait(this.words, headWord, this.#tail, timeoutMs);
      Atomics.store(this.words, waitingWord, 0);
    }
    return Atomics.load(this.words, headWord) !== this.#tail;
  }

  /** Asks to be woken at the next message. Returns false when there is one already. */
  arm(): boolean {
    Atomics.store(this.words, waitingWord, 1);
    if (Atomics.load(this.words, headWord) === this.#tail) return true;
    Atomics.store(this.words, waitingWord, 0);
    return false;
  }

  /** Tells the writer that nobody reads any more. Whoever reaps a dead reader may do so in its place. */
  close(): void {
    Atomics.store(this.words, closedWord, 1);
  }
}

function padded(bytes: number): number {
  return (bytes + 7) & ~7;
}
