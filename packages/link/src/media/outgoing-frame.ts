import { blockCount, blockShards, maxBlockSymbols } from '../wire/blocks.ts';
import { preambleBytes, writePreamble } from '../wire/preamble.ts';
import { blockToCode, erasureCode } from './erasure-code.ts';

/** What the sender of a frame says about it. Times in µs of the clock that the link runs on. */
export interface FrameInfo {
  readonly capturedUs: number;
  readonly encodedUs: number;
  /** Whether it can be decoded without those before it. */
  readonly keyframe: boolean;
  /** When it becomes useless: it is neither begun nor repaired after that. At most 16 s after its capture. */
  readonly deadlineUs: number;
  /** Whether later frames can be decoded without this one; default false. One that is missing then holds nothing up. */
  readonly disposable?: boolean;
  /** 0 … 7, less is sent sooner; default 4. Frames of one track keep their order. */
  readonly priority?: number;
}

const defaultPriority = 4;
const roundUpBytes = 4096;

/**
 * A frame in the sender's memory: data shards of equal size, the last one shorter or not, and parity symbols over blocks of
 * them. Recycled together with its memory.
 */
export class OutgoingFrame {
  number = 0;
  keyframe = false;
  disposable = false;
  priority: number = defaultPriority;
  capturedUs = 0;
  deadlineUs = 0;
  /** When it was handed in. */
  queuedUs = 0;
  bodyBytes = 0;
  shardCount = 0;
  shardBytes = 0;
  blocks = 0;
  /** Parity symbols per block that go out behind the data. */
  parity = 0;
  /** Symbols sent for the first time so far, data and parity; they go out in order. */
  sentSymbols = 0;
  /** Dropped before its first symbol left. */
  dropped = false;
  /** Bit s is set when the wish with serial s was answered. */
  answered = 0;
  body: Buffer = Buffer.alloc(0);
  #parityBytes: Buffer = Buffer.alloc(0);
  #encoded = false;
  /** Repairs made of each block. */
  #repairs = new Uint16Array(1);

  /** Takes a copy of `data`; to be split then. */
  fill(number: number, data: Uint8Array, info: FrameInfo): void {
    this.number = number;
    this.keyframe = info.keyframe;
    this.disposable = info.disposable ?? false;
    this.priority = info.priority ?? defaultPriority;
    this.capturedUs = Math.round(info.capturedUs);
    this.deadlineUs = info.deadlineUs;
    this.bodyBytes = preambleBytes + data.length;
    this.body = grown(this.body, this.bodyBytes);
    writePreamble(this.body, info.encodedUs - info.capturedUs);
    this.body.set(data, preambleBytes);
    this.sentSymbols = 0;
    this.dropped = false;
    this.answered = 0;
  }

  /** Cuts the body into shards of at most `maxShardBytes`; not once a symbol has left. */
  split(maxShardBytes: number): void {
    this.shardBytes = Math.ceil(this.bodyBytes / Math.ceil(this.bodyBytes / maxShardBytes));
    // With very many shards the even split may leave the last of them empty.
    this.shardCount = Math.ceil(this.bodyBytes / this.shardBytes);
    this.blocks = blockCount(this.shardCount);
    if (this.#repairs.length < this.blocks) this.#repairs = new Uint16Array(this.blocks);
    this.#repairs.fill(0);
    this.parity = 0;
    this.#encoded = false;
  }

  get symbolCount(): number {
    return this.shardCount + this.parity * this.blocks;
  }

  get begun(): boolean {
    return this.sentSymbols > 0;
  }

  get finished(): boolean {
    return this.dropped || this.sentSymbols === this.symbolCount;
  }

  /** Bytes that have not left yet. */
  get unsentBytes(): number {
    if (this.dropped) return 0;
    const { sentSymbols, shardCount, shardBytes } = this;
    const dataBytes = Math.max(0, this.bodyBytes - sentSymbols * shardBytes);
    return dataBytes + (this.symbolCount - Math.max(sentSymbols, shardCount)) * shardBytes;
  }

  /** How many symbols of a block have not left yet. */
  unsentOf(block: number): number {
    const { shardCount, blocks } = this;
    const sentParity = Math.max(0, this.sentSymbols - shardCount);
    const sentData = this.sentSymbols - sentParity;
    const all = blockShards(shardCount, blocks, block) + this.parity;
    return all - blockShards(sentData, blocks, block) - blockShards(sentParity, blocks, block);
  }

  /** Copies the payload of the symbol with this index into `into` at `at`, and returns where it ends. */
  copySymbol(index: number, into: Buffer, at: number): number {
    const { shardBytes, shardCount } = this;
    if (index < shardCount) {
      const from = index * shardBytes;
      return at + this.body.copy(into, at, from, Math.min(this.bodyBytes, from + shardBytes));
    }
    const beyond = index - shardCount;
    const block = beyond % this.blocks;
    const row = Math.floor(beyond / this.blocks);
    if (row < this.parity) {
      this.#encode();
      const from = (block * this.parity + row) * shardBytes;
      return at + this.#parityBytes.copy(into, at, from, from + shardBytes);
    }
    erasureCode().encode(row, blockToCode(this, block), into, at);
    return at + shardBytes;
  }

  /** The index of the next symbol that repairs a block: a parity symbol that was never sent, or data when all were. */
  nextRepair(block: number): number {
    const shards = blockShards(this.shardCount, this.blocks, block);
    const repair = this.#repairs[block]!++;
    const row = this.parity + repair;
    const rows = maxBlockSymbols - shards;
    if (row < rows) return this.shardCount + row * this.blocks + block;
    return ((row - rows) % shards) * this.blocks + block;
  }

  #encode(): void {
    if (this.#encoded) return;
    this.#encoded = true;
    const { shardBytes, parity, blocks } = this;
    this.#parityBytes = grown(this.#parityBytes, blocks * parity * shardBytes);
    for (let block = 0; block < blocks; block++) {
      const at = block * parity * shardBytes;
      erasureCode().encodeRows(0, parity, blockToCode(this, block), this.#parityBytes, at);
    }
  }
}

function grown(buffer: Buffer, bytes: number): Buffer {
  if (buffer.length >= bytes) return buffer;
  return Buffer.allocUnsafeSlow(Math.ceil(bytes / roundUpBytes) * roundUpBytes);
}
