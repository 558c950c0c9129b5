import type { ShardHead } from '../wire/shard.ts';

/** What is known about one shard of a frame that is being assembled. */
export const shardState = { absent: 0, asked: 1, present: 2 } as const;

/** A frame while it is being put together. Recycled, except for the memory of its body, which goes to the user. */
export class IncomingFrame {
  number = 0;
  /** 0 while no shard of it has come: it is known only because a later frame is there. */
  shardCount = 0;
  shardBytes = 0;
  keyframe = false;
  body: Buffer = Buffer.alloc(0);
  presentShards = 0;
  /** Highest index that has come, −1 before the first. */
  highestIndex = -1;
  /** Sender's clock, µs. */
  capturedUs = 0;
  sentUs = 0;
  lifetimeUs = 0;
  /** Own clock, µs. */
  firstReceivedUs = 0;
  lastReceivedUs = 0;
  /** Since when the whole frame has been missed, while no shard of it has come. */
  missedUs = 0;
  wholeAsked = false;
  /** When something of it was last asked for, own clock; infinity before that. */
  askedUs: number = Number.POSITIVE_INFINITY;
  /** Whether it was handed over; it stays in its place until those before it are settled. */
  delivered = false;
  /** One `shardState` per shard, and since when an absent one has been missed (infinity: not yet). */
  states: Uint8Array = new Uint8Array(0);
  missedSinceUs: Float64Array = new Float64Array(0);

  /** Begins a frame of which nothing has come. */
  expect(number: number, nowUs: number, capturedUs: number, lifetimeUs: number): void {
    this.number = number;
    this.shardCount = 0;
    this.presentShards = 0;
    this.highestIndex = -1;
    this.wholeAsked = false;
    this.askedUs = Number.POSITIVE_INFINITY;
    this.delivered = false;
    this.missedUs = nowUs;
    this.capturedUs = capturedUs;
    this.lifetimeUs = lifetimeUs;
    this.sentUs = Number.POSITIVE_INFINITY;
  }

  /** Learns from the first shard that comes what the frame is like. */
  describe(nowUs: number, head: ShardHead, capturedUs: number): void {
    const count = head.count;
    this.shardCount = count;
    this.shardBytes = head.shardBytes;
    this.keyframe = head.keyframe;
    this.capturedUs = capturedUs;
    this.lifetimeUs = head.lifetimeUs;
    this.firstReceivedUs = nowUs;
    this.body = Buffer.allocUnsafeSlow(head.bodyBytes);
    if (this.states.length < count) {
      this.states = new Uint8Array(count + 16);
      this.missedSinceUs = new Float64Array(count + 16);
    }
    this.states.fill(this.wholeAsked ? shardState.asked : shardState.absent, 0, count);
    this.missedSinceUs.fill(Number.POSITIVE_INFINITY, 0, count);
  }

  /** Whether a shard describes the same frame as those before it. */
  agrees(head: ShardHead): boolean {
    return head.count === this.shardCount && head.bodyBytes === this.body.length;
  }

  get complete(): boolean {
    return this.shardCount > 0 && this.presentShards === this.shardCount;
  }

  /** Marks the shards in `[from, to)` that have not come as missed since now. */
  miss(from: number, to: number, nowUs: number): void {
    for (let index = from; index < to; index++) {
      if (this.states[index] === shardState.absent && nowUs < this.missedSinceUs[index]!) {
        this.missedSinceUs[index] = nowUs;
      }
    }
  }

  /** Makes what was asked for, and has not come, something to be asked for. */
  forgetAsking(): void {
    this.wholeAsked = false;
    this.askedUs = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.shardCount; index++) {
      if (this.states[index] === shardState.asked) this.states[index] = shardState.absent;
    }
  }

  /** When the shards behind the highest that came are overdue, judging by the pace of those that did come. */
  tailOverdueUs(): number {
    const spanUs = this.lastReceivedUs - this.firstReceivedUs;
    const paceUs = this.presentShards > 1 ? spanUs / (this.presentShards - 1) : 0;
    const behind = this.shardCount - 1 - this.highestIndex;
    return this.lastReceivedUs + Math.max(minTailUs, 2 * paceUs * behind);
  }
}

/** A sender may be interrupted for this long in the middle of a frame without being asked for the rest, µs. */
const minTailUs = 6000;
