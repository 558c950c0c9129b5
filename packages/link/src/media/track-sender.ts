import { expandU32 } from '../wire/integers.ts';
import { type FrameInfo, OutgoingFrame } from './outgoing-frame.ts';
import { audioTrack } from './tracks.ts';

/** Frames that are kept at most, sent or not, per track. A power of two. */
const keptFrames = 256;
/** Frames that wait for their first shard to leave at most, per track. */
const maxWaitingFrames = 64;

/** How fast frames get to the peer, and who is told about those that never will. */
export interface SenderContext {
  /** The pacing rate, as µs per byte. */
  readonly usPerByte: number;
  /** The largest payload of a shard now, bytes. */
  readonly shardBytes: number;
  /** Parity symbols per block for a frame of so many shards of a track with this deadline. */
  parityFor(nowUs: number, track: number, shards: number, deadlineUs: number): number;
  /** From the last shard's leaving to its arrival, µs. */
  readonly wayUs: number;
  skipped(nowUs: number, track: number, frame: OutgoingFrame): void;
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
  /** The number of the newest keyframe that was queued; −1 before the first. */
  newestKeyframe = -1;

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
    if (this.#next - this.#sending >= maxWaitingFrames) this.#dropOldestWaiting(nowUs);
    const number = this.#next++;
    const frame = this.#spare.pop() ?? new OutgoingFrame();
    frame.fill(number, data, info);
    frame.queuedUs = nowUs;
    this.#split(nowUs, frame);
    if (frame.keyframe) this.newestKeyframe = number;
    this.#ring[number % keptFrames] = frame;
    return number;
  }

  /** The frame whose shard goes next. One that has not begun and would not be there in time any more is dropped whole. */
  head(nowUs: number): OutgoingFrame | undefined {
    for (; this.#sending < this.#next; this.#sending++) {
      const frame = this.#ring[this.#sending % keptFrames]!;
      if (frame.finished) continue;
      if (frame.begun) return frame;
      if (frame.shardBytes > this.#context.shardBytes) this.#split(nowUs, frame);
      if (this.#inTime(nowUs, frame)) return frame;
      this.#drop(nowUs, frame);
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

  /** Whether a frame is older than a keyframe behind it, so that nobody needs it any more. */
  superseded(wireNumber: number): boolean {
    return expandU32(wireNumber, this.#next) < this.newestKeyframe;
  }

  /** Bytes waiting to be sent for the first time. */
  waitingBytes(): number {
    let bytes = 0;
    for (let number = this.#sending; number < this.#next; number++) {
      bytes += this.#ring[number % keptFrames]!.unsentBytes;
    }
    return bytes;
  }

  /** Cuts a frame, of which nothing has left, to what the path takes now. */
  #split(nowUs: number, frame: OutgoingFrame): void {
    frame.split(this.#context.shardBytes);
    frame.parity = this.#context.parityFor(nowUs, this.track, frame.shardCount, frame.deadlineUs);
  }

  #inTime(nowUs: number, frame: OutgoingFrame): boolean {
    const { usPerByte, wayUs } = this.#context;
    return nowUs + frame.unsentBytes * usPerByte + wayUs < frame.deadlineUs;
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

  #dropOldestWaiting(nowUs: number): void {
    for (let number = this.#sending; number < this.#next; number++) {
      const frame = this.#ring[number % keptFrames]!;
      if (frame.finished || frame.begun) continue;
      this.#drop(nowUs, frame);
      break;
    }
    while (this.#sending < this.#next && this.#ring[this.#sending % keptFrames]!.finished) this.#sending++;
  }

  /** Drops a frame, and with it those that wait and cannot be decoded without it. */
  #drop(nowUs: number, frame: OutgoingFrame): void {
    frame.dropped = true;
    this.#context.skipped(nowUs, this.track, frame);
    if (frame.disposable || this.track === audioTrack) return;
    for (let number = frame.number + 1; number < this.#next; number++) {
      const later = this.#ring[number % keptFrames]!;
      if (later.keyframe) return;
      if (later.dropped) continue;
      later.dropped = true;
      this.#context.skipped(nowUs, this.track, later);
    }
  }
}
