import { type FrameInfo, OutgoingFrame } from './outgoing-frame.ts';

/** Frames that are kept at most, sent or not, per track. A power of two. */
const keptFrames = 256;
/** Frames that wait for their first shard to leave at most, per track. */
const maxWaitingFrames = 64;

/** Who is told about frames that will never be sent. */
export interface SkipSink {
  skipped(track: number, number: number): void;
}

/** The frames of one track at their sender: a queue in front, and behind it what may still have to be repaired. */
export class TrackSender {
  readonly track: number;
  readonly #skips: SkipSink;
  readonly #ring: (OutgoingFrame | undefined)[] = Array.from({ length: keptFrames });
  readonly #spare: OutgoingFrame[] = [];
  /** Oldest kept, next to be sent, next to be made. */
  #oldest: number;
  #sending: number;
  #next: number;

  constructor(track: number, skips: SkipSink, firstNumber: number) {
    this.track = track;
    this.#skips = skips;
    this.#oldest = firstNumber;
    this.#sending = firstNumber;
    this.#next = firstNumber;
  }

  /**
   * Copies a frame into the queue and returns its number. The oldest that has not begun gives way when the queue is full;
   * −1 when even that makes no room, because a frame that has begun is stuck in front of hundreds.
   */
  push(nowUs: number, data: Uint8Array, info: FrameInfo): number {
    this.#release(nowUs);
    if (this.#next - this.#oldest >= keptFrames) return -1;
    if (this.#next - this.#sending >= maxWaitingFrames) this.#dropOldestWaiting();
    const number = this.#next++;
    const frame = this.#spare.pop() ?? new OutgoingFrame();
    frame.fill(number, data, info);
    this.#ring[number % keptFrames] = frame;
    return number;
  }

  /** The frame whose shard goes next. Frames that became stale before they began are dropped whole. */
  head(nowUs: number): OutgoingFrame | undefined {
    for (; this.#sending < this.#next; this.#sending++) {
      const frame = this.#ring[this.#sending % keptFrames]!;
      if (frame.finished) continue;
      if (frame.begun || frame.deadlineUs > nowUs) return frame;
      this.#drop(frame);
    }
    return undefined;
  }

  /** A frame that was begun and is still kept, by the low 32 bits of its number. */
  find(wireNumber: number): OutgoingFrame | undefined {
    const number = this.#next + ((wireNumber - this.#next) | 0);
    if (number < this.#oldest || number >= this.#next) return undefined;
    const frame = this.#ring[number % keptFrames];
    return frame?.begun === true ? frame : undefined;
  }

  /** Whether a frame of this number was made and will not be sent (again): it was dropped, or is no longer kept. */
  gone(wireNumber: number): boolean {
    const number = this.#next + ((wireNumber - this.#next) | 0);
    if (number >= this.#next) return false;
    return number < this.#oldest || this.#ring[number % keptFrames]?.dropped === true;
  }

  /** Bytes waiting to be sent for the first time. */
  waitingBytes(): number {
    let bytes = 0;
    for (let number = this.#sending; number < this.#next; number++) {
      bytes += this.#ring[number % keptFrames]!.unsentBytes;
    }
    return bytes;
  }

  #release(nowUs: number): void {
    for (; this.#oldest < this.#sending; this.#oldest++) {
      const slot = this.#oldest % keptFrames;
      const frame = this.#ring[slot]!;
      if (frame.deadlineUs > nowUs && this.#next - this.#oldest < keptFrames) return;
      this.#ring[slot] = undefined;
      this.#spare.push(frame);
    }
  }

  #dropOldestWaiting(): void {
    for (let number = this.#sending; number < this.#next; number++) {
      const frame = this.#ring[number % keptFrames]!;
      if (frame.finished || frame.begun) continue;
      this.#drop(frame);
      break;
    }
    while (this.#sending < this.#next && this.#ring[this.#sending % keptFrames]!.finished) this.#sending++;
  }

  #drop(frame: OutgoingFrame): void {
    frame.dropped = true;
    this.#skips.skipped(this.track, frame.number);
  }
}
