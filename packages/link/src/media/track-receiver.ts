import { expandU32 } from '../wire/integers.ts';
import type { ShardHead } from '../wire/shard.ts';
import type { Slab } from '../wire/slab.ts';
import { type FrameSink, finishFrame } from './finish-frame.ts';
import type { FramePool } from './frame-pool.ts';
import { IncomingFrame } from './incoming-frame.ts';
import { ReorderGuard } from './reorder-guard.ts';
import { audioTrack } from './tracks.ts';
import type { WantedQueue } from './wanted-queue.ts';
import { wishFor, wishUs } from './wishing.ts';

/** Frames that may be in assembly at once, per track. */
const windowFrames = 256;

/** What happened to a shard. */
export type ShardOutcome = 'taken' | 'late' | 'duplicate' | 'malformed';

/** What the receiver of a track knows of the path, and where its wishes go. Times in µs. */
export interface ReceiverContext extends FrameSink {
  readonly wanted: WantedQueue;
  readonly pool: FramePool;
  /** Smoothed round trip and its mean deviation; NaN while unknown. */
  readonly rttUs: number;
  readonly rttDeviationUs: number;
  /** Symbols were wished for. */
  wished(count: number): void;
  /** A frame that later ones need was given up. */
  gaveUp(nowUs: number, track: number, number: number): void;
  /** Takes memory for a frame out of what all tracks may use together. False when there is none left. */
  reserve(bytes: number): boolean;
  release(bytes: number): void;
}

/**
 * Puts the frames of one track together and hands them over in order, sound as soon as it is whole. When more symbols are missed for longer
 * than packets are known to be reordered than parity makes up for, others are wished for, again when the answer is overdue; a
 * frame that is not whole at its deadline is given up.
 */
export class TrackReceiver {
  readonly track: number;
  /** When `check` has something to do, µs; infinity for never. */
  checkUs: number = Number.POSITIVE_INFINITY;
  readonly #context: ReceiverContext;
  readonly #ring: (IncomingFrame | undefined)[] = Array.from({ length: windowFrames });
  /** Whether the frame that last used a slot, and is settled, was delivered, and when it was settled. */
  readonly #delivered = new Uint8Array(windowFrames);
  readonly #settledUs = new Float64Array(windowFrames);
  readonly #guard = new ReorderGuard();
  /** Next to be delivered, and one more than the highest heard of; −1 before the first shard. */
  #next = -1;
  #end = -1;
  /** Of the newest frame: those in between are taken to be like it. */
  #lastCapturedUs = Number.NaN;
  #lastLifetimeUs = Number.POSITIVE_INFINITY;
  /** What lies between two symbols of a frame: follows a rise at once, a fall slowly. */
  #paceUs = firstPaceUs;

  constructor(track: number, context: ReceiverContext) {
    this.track = track;
    this.#context = context;
  }

  /** Takes a symbol whose packet was sent at `sentUs` (sender's clock). The payload is copied. */
  take(nowUs: number, sentUs: number, head: ShardHead, slab: Slab): ShardOutcome {
    if (this.#next < 0) this.#begin(head.number);
    const number = expandU32(head.number, this.#next);
    if (number < this.#next) return this.#settledOutcome(nowUs, number, head);
    if (number >= this.#end) this.#extend(nowUs, sentUs, number, head);
    const frame = this.#ring[number % windowFrames]!;
    const outcome = this.#store(nowUs, sentUs, frame, head, slab);
    if (outcome !== 'taken') return outcome;
    // Playout puts sound in order by itself, and one that waits for another here would be too late for it.
    if (this.track === audioTrack && frame.complete) this.#deliver(frame);
    const first = this.#ring[this.#next % windowFrames]!;
    if (first.complete || first.disposable) this.#settle(nowUs);
    // A frame that becomes whole in time needs no check; looking closer waits until one is due.
    this.checkUs =
      this.#next === this.#end
        ? Number.POSITIVE_INFINITY
        : Math.min(this.checkUs, nowUs + this.#guard.guardUs);
    return 'taken';
  }

  /** The sender says that `count` frames from `wireNumber` on will not come. */
  skip(nowUs: number, wireNumber: number, count: number): void {
    if (this.#next < 0) return;
    const first = expandU32(wireNumber, this.#next);
    const to = Math.min(first + Math.min(count, windowFrames), this.#end);
    for (let number = Math.max(first, this.#next); number < to; number++) {
      const frame = this.#ring[number % windowFrames]!;
      if (!frame.complete) frame.lifetimeUs = Number.NEGATIVE_INFINITY;
    }
    if (first <= this.#end && first + count > this.#end) this.#appendSkipped(nowUs, first + count);
    this.#settle(nowUs);
    this.#schedule(nowUs);
  }

  /** Wishes for what is missed long enough and gives up what is past its deadline. Call when `checkUs` has come. */
  check(nowUs: number): void {
    this.#guard.tick(nowUs);
    for (let number = this.#next; number < this.#end; number++) {
      const frame = this.#ring[number % windowFrames]!;
      if (frame.complete || this.#inVain(nowUs, frame)) continue;
      if (this.#overdueUs(frame) <= nowUs) frame.forgetWishes();
      const dueUs = nowUs - this.#guardUs(frame);
      this.#context.wished(wishFor(this.#context.wanted, this.track, frame, nowUs, dueUs, this.#paceUs));
    }
    this.#settle(nowUs);
    this.#schedule(nowUs);
  }

  /** Forgets everything: the sender is another one now. */
  reset(): void {
    for (let number = this.#next; number < this.#end; number++) this.#release(number);
    this.#next = -1;
    this.#end = -1;
    this.#lastCapturedUs = Number.NaN;
    this.#lastLifetimeUs = Number.POSITIVE_INFINITY;
    this.checkUs = Number.POSITIVE_INFINITY;
  }

  #begin(number: number): void {
    this.#next = number;
    this.#end = number;
    this.#delivered.fill(0);
    this.#settledUs.fill(0);
  }

  /** A symbol that comes when its frame is settled was not lost, although it was taken for lost or parity was faster. */
  #settledOutcome(nowUs: number, number: number, head: ShardHead): ShardOutcome {
    const slot = number % windowFrames;
    if (number <= this.#next - windowFrames) return 'late';
    if (!head.repair && this.#settledUs[slot]! > 0) this.#guard.late(nowUs - this.#settledUs[slot]!);
    return this.#delivered[slot] === 1 ? 'duplicate' : 'late';
  }

  /** Makes room up to `number`: what lies between it and the highest so far is missed from now on. */
  #extend(nowUs: number, sentUs: number, number: number, head: ShardHead): void {
    const capturedUs = sentUs - head.ageUs;
    if (number - this.#next >= windowFrames) this.#leapTo(nowUs, number - windowFrames + 1);
    if (this.#end > this.#next) {
      const previous = this.#ring[(this.#end - 1) % windowFrames]!;
      if (previous.shardCount > 0) previous.miss(previous.highestIndex + 1, previous.symbolCount, nowUs);
    }
    const gap = number - this.#end + 1;
    const lastUs = Number.isNaN(this.#lastCapturedUs) ? capturedUs : this.#lastCapturedUs;
    for (let missed = this.#end; missed <= number; missed++) {
      const frame = this.#context.pool.take();
      const guessUs = capturedUs - ((number - missed) * (capturedUs - lastUs)) / gap;
      frame.expect(missed, nowUs, guessUs, Math.min(head.lifetimeUs, this.#lastLifetimeUs));
      this.#ring[missed % windowFrames] = frame;
    }
    this.#end = number + 1;
    this.#lastCapturedUs = capturedUs;
    this.#lastLifetimeUs = head.lifetimeUs;
  }

  /** Frames up to `end` were dropped by the sender before anything of them left. */
  #appendSkipped(nowUs: number, end: number): void {
    const to = Math.min(end, this.#next + windowFrames);
    for (let number = this.#end; number < to; number++) {
      const frame = this.#context.pool.take();
      frame.expect(number, nowUs, 0, Number.NEGATIVE_INFINITY);
      this.#ring[number % windowFrames] = frame;
    }
    this.#end = Math.max(this.#end, to);
  }

  #store(nowUs: number, sentUs: number, frame: IncomingFrame, head: ShardHead, slab: Slab): ShardOutcome {
    if (frame.shardCount === 0) {
      const bytes = IncomingFrame.memoryOf(head);
      if (!this.#context.reserve(bytes)) return 'late';
      if (!head.repair && this.#end - 1 > frame.number) this.#guard.late(nowUs - frame.missedUs);
      frame.describe(nowUs, head, sentUs - head.ageUs);
      frame.reservedBytes = bytes;
      if (frame.number < this.#end - 1) frame.miss(0, frame.symbolCount, nowUs);
    } else if (!frame.agrees(head)) {
      return 'malformed';
    }
    if (head.repair && frame.wishes > 0) {
      const askedUs = nowUs - (this.#context.rttUs || 0) * answerShare;
      this.#context.wanted.forget(this.track, frame.number, askedUs);
    }
    const lateUs = nowUs - frame.missedSinceUs(head.index);
    if (!head.repair && lateUs >= 0) this.#guard.late(lateUs);
    if (!head.repair) frame.sentUs = Math.min(frame.sentUs, sentUs);
    if (!frame.take(nowUs, head, slab.bytes)) return 'duplicate';
    if (frame.complete && frame.wishes === 0 && frame.shardCount > 1) {
      this.#paceUs = Math.max(frame.paceUs, this.#paceUs + (frame.paceUs - this.#paceUs) * paceDecay);
    }
    return 'taken';
  }

  /** Delivers from the front as far as frames are whole; gives up what blocks them and is past its time. */
  #settle(nowUs: number): void {
    let end = this.#next;
    for (; end < this.#end; end++) {
      const frame = this.#ring[end % windowFrames]!;
      if (!frame.complete && !this.#hopeless(nowUs, frame)) break;
    }
    this.#passTo(nowUs, end);
  }

  #hopeless(nowUs: number, frame: IncomingFrame): boolean {
    if (this.#deadlineUs(frame) <= nowUs) return true;
    return this.#overtakenUs(frame) <= nowUs;
  }

  /** When a whole keyframe behind it makes a frame superfluous: nothing later needs it then. Sound is never superfluous. */
  #overtakenUs(frame: IncomingFrame): number {
    for (let number = frame.number + 1; number < this.#end; number++) {
      const later = this.#ring[number % windowFrames]!;
      if (later.complete && later.keyframe) {
        return this.#supersededUs(frame, later.lastReceivedUs + this.#guardUs(later));
      }
    }
    return this.#supersededUs(frame, Number.POSITIVE_INFINITY);
  }

  /** The same, where the nearest whole keyframe behind it does so at `keyframeUs`. */
  #supersededUs(frame: IncomingFrame, keyframeUs: number): number {
    if (this.track === audioTrack) return Number.POSITIVE_INFINITY;
    return frame.disposable ? this.#nextWholeUs(frame.number) : keyframeUs;
  }

  /** When the frame behind one that nobody needs was whole; infinity while it is not. */
  #nextWholeUs(number: number): number {
    const next = number + 1 < this.#end ? this.#ring[(number + 1) % windowFrames]! : undefined;
    return next?.complete === true ? next.lastReceivedUs : Number.POSITIVE_INFINITY;
  }

  /** Settles every frame before `end`: those that are whole are delivered, runs of others are lost. */
  #passTo(nowUs: number, end: number): void {
    let lost = 0;
    let needed = -1;
    for (; this.#next < end; this.#next++) {
      const frame = this.#ring[this.#next % windowFrames]!;
      this.#delivered[this.#next % windowFrames] = frame.complete ? 1 : 0;
      this.#settledUs[this.#next % windowFrames] = nowUs;
      if (frame.complete) {
        this.#reportLost(this.#next, lost);
        lost = 0;
        this.#deliver(frame);
        needed = frame.keyframe ? -1 : needed;
      } else {
        lost++;
        if (!frame.disposable) needed = this.#next;
      }
      this.#release(this.#next);
    }
    this.#reportLost(end, lost);
    if (needed >= 0) this.#context.gaveUp(nowUs, this.track, needed);
  }

  /** Hands a whole frame over, once. */
  #deliver(frame: IncomingFrame): void {
    if (frame.delivered) return;
    frame.delivered = true;
    finishFrame(this.#context, this.track, frame);
  }

  /** As `#passTo`, without counting through what may be millions of frames that were never heard of. */
  #leapTo(nowUs: number, end: number): void {
    if (end <= this.#end) {
      this.#passTo(nowUs, end);
      return;
    }
    this.#passTo(nowUs, this.#end);
    this.#delivered.fill(0);
    this.#settledUs.fill(0);
    this.#reportLost(end, end - this.#next);
    this.#context.gaveUp(nowUs, this.track, end - 1);
    this.#next = end;
    this.#end = end;
  }

  #reportLost(end: number, count: number): void {
    if (count > 0) this.#context.lost(this.track, end - count, count);
  }

  #release(number: number): void {
    const slot = number % windowFrames;
    const frame = this.#ring[slot];
    if (frame === undefined) return;
    this.#context.release(frame.reservedBytes);
    if (frame.wishes > 0) this.#context.wanted.forget(this.track, number);
    this.#ring[slot] = undefined;
    this.#context.pool.give(frame);
  }

  /** On this portal's clock. Without an offset yet, the way is taken to last no time. */
  #deadlineUs(frame: IncomingFrame): number {
    const { offsetUs } = this.#context;
    const senderUs = frame.capturedUs + frame.lifetimeUs;
    if (!Number.isNaN(offsetUs)) return senderUs - offsetUs;
    const seenUs = frame.shardCount > 0 ? frame.firstReceivedUs : frame.missedUs;
    const ageUs = frame.shardCount > 0 ? frame.sentUs - frame.capturedUs : 0;
    return seenUs + frame.lifetimeUs - ageUs;
  }

  #schedule(nowUs: number): void {
    let dueUs = Number.POSITIVE_INFINITY;
    // From the newest backwards, so that the nearest whole keyframe behind each is known.
    let keyframeUs = Number.POSITIVE_INFINITY;
    for (let number = this.#end - 1; number >= this.#next; number--) {
      const frame = this.#ring[number % windowFrames]!;
      if (!frame.complete) dueUs = Math.min(dueUs, this.#dueUs(nowUs, frame, keyframeUs));
      else if (frame.keyframe) keyframeUs = frame.lastReceivedUs + this.#guardUs(frame);
    }
    // What is due and could not be done waits for something else, room among the wishes or a frame before it. Never at once
    // again, whatever rounding does to the sums above.
    this.checkUs = dueUs > nowUs ? Math.max(dueUs, nowUs + minCheckUs) : nowUs + stuckUs;
  }

  /** Whether the answer to a question asked at `askUs` would come too late. */
  #inVain(askUs: number, frame: IncomingFrame): boolean {
    return askUs + (this.#context.rttUs || 0) > this.#deadlineUs(frame);
  }

  /** When the answer to the last question should have come: question or answer are lost, and it is time to ask again. */
  #overdueUs(frame: IncomingFrame): number {
    const { rttUs, rttDeviationUs } = this.#context;
    if (Number.isNaN(rttUs)) return Number.POSITIVE_INFINITY;
    return (
      frame.wishedUs + rttUs + Math.max(rttUs / 16, 2 * rttDeviationUs) + this.#guardUs(frame) + answerSlackUs
    );
  }

  /** How long what is missed of a frame may be mere reordering: never so long that no time is left for a repair. */
  #guardUs(frame: IncomingFrame): number {
    return Math.min(this.#guard.guardUs, Math.max(0, frame.lifetimeUs * guardShare));
  }

  #dueUs(nowUs: number, frame: IncomingFrame, keyframeUs: number): number {
    const deadlineUs = this.#deadlineUs(frame);
    const endUs = Math.min(deadlineUs, this.#supersededUs(frame, keyframeUs));
    const missingUs = Math.min(
      wishUs(frame, nowUs, this.#guardUs(frame), this.#paceUs),
      this.#overdueUs(frame),
    );
    const askUs = Math.max(nowUs, missingUs);
    return this.#inVain(askUs, frame) ? endUs : Math.min(endUs, askUs);
  }
}

/** Of a frame's lifetime, this share may go by before what is missed is wished for. */
const guardShare = 1 / 3;
/** Before a frame was seen, symbols are taken to come as over 20 Mbit/s, µs. */
const firstPaceUs = 500;
const paceDecay = 0.1;
/** An answer that comes sooner than this share of a round trip after a wish answers an earlier one. */
const answerShare = 0.8;
/** A check follows the one before it after this long at the least, µs. */
const minCheckUs = 50;
/** What is stuck is looked at this much later, µs. */
const stuckUs = 1000;
/** What an answer may take beyond a round trip: pacing there, jitter on the way, a busy machine here, µs. */
const answerSlackUs = 4000;
