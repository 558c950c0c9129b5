/**
 * How long the oldest byte waits in a socket that only tells how many bytes wait: notes the time of every message and
 * finds the one that the wait is at. Bounded; reads no clock.
 */
export class Backlog {
  readonly #ends = new Float64Array(CAPACITY);
  readonly #timesUs = new Float64Array(CAPACITY);
  #first = 0;
  #count = 0;
  #written = 0;

  /** Whether as many messages wait as can be remembered; the next {@link Backlog.wrote} would forget the oldest. */
  get full(): boolean {
    return this.#count === CAPACITY;
  }

  /** A message of that many bytes was given to the socket. */
  wrote(bytes: number, nowUs: number): void {
    if (this.full) this.#dropFirst();
    const index = (this.#first + this.#count) % CAPACITY;
    this.#written += bytes;
    this.#ends[index] = this.#written;
    this.#timesUs[index] = nowUs;
    this.#count += 1;
  }

  /** Age in µs of the oldest byte that waits, given that `waiting` bytes do now; 0 when none does. */
  ageUs(waiting: number, nowUs: number): number {
    const sent = this.#written - waiting;
    while (this.#count > 0 && this.#ends[this.#first]! <= sent) this.#dropFirst();
    return this.#count === 0 ? 0 : nowUs - this.#timesUs[this.#first]!;
  }

  #dropFirst(): void {
    this.#first = (this.#first + 1) % CAPACITY;
    this.#count -= 1;
  }
}

/** Over a second of frames at 60 a second, and their small companions. */
const CAPACITY = 128;
