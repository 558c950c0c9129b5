import { expandU32 } from '../wire/integers.ts';
import { type FrameInfo, OutgoingFrame } from './outgoing-frame.ts';

/** Frames that are kept at most, sent or not, per track. A power of two. */
const keptFrames = 256;
/** Frames that wait for their first shard to leave at most, per track. */
const maxWaitingFrames = 64;

/** How fast frames get to the peer, and who is told about those that never will. */
export interface SenderContext {
  /** The pacing rate, as µs per byte. */
  readonly usPerByte: number;
  /** From the last shard's leaving to its arrival, µs. */
  readonly wayUs: number;
  skipped(track: number, number: number): void;
}

/** The frames of one track at their sender: a queue in front, and behind it what may still have to be repaired. */
export class TrackSender {
  readonly track: number;
  readonly #context: SenderContext;
  readonly #ring: (OutgoingFrame | undefined)[] = Array.from({ length: keptFrames });
  readonly #spare: OutgoingFrame[] = [];
  /** Oldest kept, next to be sent, next to be made. */
  #oldest: number;
  #sending: number;
  #next: number;

  constructor(track: number, context: SenderContext, firstNumber: number) {
    this.track = track;
    this.#context = context;
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

  /** The frame whose shard goes next. One that has not begun and would not be there in time any more is dropped whole. */
  head(nowUs: number): OutgoingFrame | undefined {
    for (; this.#sending < this.#next; this.#sending++) {
      const frame = this.#ring[this.#sending % keptFrames]!;
      if (frame.finished) continue;
      if (frame.begun || this.#inTime(nowUs, frame)) return frame;
      this.#drop(frame);
    }
    return undefined;
  }

  /** A frame that was begun and is still kept, by the low 32 bits of its number. */
  find(wireNumber: number): OutgoingFrame | undefined {
    const number = expandU32(wireNumber, this.#next);
    if (number < this.#oldest || number >= this.#next) return undefined;
    const frame = this.#ring[number % keptFrames];
    return frame?.begun === true ? frame : undefined;
  }

  /** Whether a frame of this number was made and will not be sent (again): it was dropped, or is no longer kept. */
  gone(wireNumber: number): boolean {
    const number = expandU32(wireNumber, this.#next);
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

  #inTime(nowUs: number, frame: OutgoingFrame): boolean {
    const { usPerByte, wayUs } = this.#context;
    return nowUs + frame.bodyBytes * usPerByte + wayUs < frame.deadlineUs;
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
    this.#context.skipped(this.track, frame.number);
  }
}
