import { preambleBytes, writePreamble } from '../wire/preamble.ts';
import { maxShardBytes } from '../wire/shard.ts';

/** What the sender of a frame says about it. Times in µs of the clock that the link runs on. */
export interface FrameInfo {
  readonly capturedUs: number;
  readonly encodedUs: number;
  /** Whether it can be decoded without those before it. */
  readonly keyframe: boolean;
  /** When it becomes useless: it is neither begun nor repaired after that. At most 16 s after its capture. */
  readonly deadlineUs: number;
}

const roundUpBytes = 4096;

/** A frame in the sender's memory, cut into shards of equal size. Recycled together with its memory. */
export class OutgoingFrame {
  number = 0;
  keyframe = false;
  capturedUs = 0;
  deadlineUs = 0;
  bodyBytes = 0;
  shardCount = 0;
  shardBytes = 0;
  /** Shards sent for the first time so far; they go out in order. */
  sentShards = 0;
  /** Dropped before its first shard left. */
  dropped = false;
  body: Buffer = Buffer.alloc(0);

  /** Takes a copy of `data`. */
  fill(number: number, data: Uint8Array, info: FrameInfo): void {
    this.number = number;
    this.keyframe = info.keyframe;
    this.capturedUs = Math.round(info.capturedUs);
    this.deadlineUs = info.deadlineUs;
    this.bodyBytes = preambleBytes + data.length;
    if (this.body.length < this.bodyBytes) {
      this.body = Buffer.allocUnsafeSlow(Math.ceil(this.bodyBytes / roundUpBytes) * roundUpBytes);
    }
    writePreamble(this.body, info.encodedUs - info.capturedUs);
    this.body.set(data, preambleBytes);
    this.#split();
    this.sentShards = 0;
    this.dropped = false;
  }

  get begun(): boolean {
    return this.sentShards > 0;
  }

  get finished(): boolean {
    return this.dropped || this.sentShards === this.shardCount;
  }

  /** Bytes that have not left yet. */
  get unsentBytes(): number {
    return this.dropped ? 0 : Math.max(0, this.bodyBytes - this.sentShards * this.shardBytes);
  }

  /** Where the payload of shard `index` starts and ends in the body. */
  shardAt(index: number): number {
    return index * this.shardBytes;
  }
  shardEnd(index: number): number {
    return Math.min(this.bodyBytes, (index + 1) * this.shardBytes);
  }

  #split(): void {
    this.shardBytes = Math.ceil(this.bodyBytes / Math.ceil(this.bodyBytes / maxShardBytes));
    // With very many shards the even split may leave the last of them empty.
    this.shardCount = Math.ceil(this.bodyBytes / this.shardBytes);
  }
}
