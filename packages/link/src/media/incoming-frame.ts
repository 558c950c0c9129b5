import { blockCount, blockShards, maxBlockSymbols } from '../wire/blocks.ts';
import type { ShardHead } from '../wire/shard.ts';
import { blockToCode, erasureCode } from './erasure-code.ts';
import { ParityStore } from './parity-store.ts';

/** A sender may be interrupted for this long in the middle of a frame without being asked for the rest, µs. */
const minTailUs = 3000;
/** Bytes kept for every symbol that a frame announces, beyond its payload. */
const symbolBytes = 9;
/** Frames with more symbols, or a larger body, do not keep their memory for the next one. */
const keptSymbols = 2048;
const keptBytes = 1024 * 1024;
const roundUpBytes = 4096;
const never = Number.POSITIVE_INFINITY;
const none = Buffer.alloc(0);

/** A frame while it is being put together. Recycled together with its memory. */
export class IncomingFrame {
  number = 0;
  /** 0 while no symbol of it has come: it is known only because a later frame is there. */
  shardCount = 0;
  shardBytes = 0;
  blocks = 0;
  /** Parity symbols per block that the sender announced. */
  parity = 0;
  keyframe = false;
  disposable = false;
  /** Room for the body, and how much of it the body fills. */
  body: Buffer = none;
  bodyBytes = 0;
  /** Highest index of an announced symbol that has come, −1 before the first. */
  highestIndex = -1;
  /** Sender's clock, µs. */
  capturedUs = 0;
  sentUs = 0;
  lifetimeUs = 0;
  /** Own clock, µs. */
  firstReceivedUs = 0;
  lastReceivedUs = 0;
  /** Since when the whole frame has been missed, while no symbol of it has come. */
  missedUs = 0;
  /** Wishes made about it, and when the last one was; infinity while nothing that was wished for is outstanding. */
  wishes = 0;
  wishedUs: number = never;
  /** Whether the whole frame was wished for. */
  wholeWished = false;
  /** Whether it was handed over; it stays in its place until those before it are settled. */
  delivered = false;
  /** Memory that it uses, bytes. */
  reservedBytes = 0;
  /** Symbols of each block that have come, and that were wished for and have not. */
  have: Uint16Array = new Uint16Array(1);
  outstanding: Uint16Array = new Uint16Array(1);
  /** Of every announced symbol: whether it has come, and since when it has been missed if not (infinity: not yet). */
  #present = new Uint8Array(0);
  #missedSinceUs = new Float64Array(0);
  #openBlocks = 0;
  /** Symbols that came, those whose payload was not needed any more left out. */
  #cameCount = 0;
  readonly #parityStore = new ParityStore();

  /** Begins a frame of which nothing has come. */
  expect(number: number, nowUs: number, capturedUs: number, lifetimeUs: number): void {
    this.number = number;
    this.shardCount = 0;
    this.highestIndex = -1;
    this.wishes = 0;
    this.wishedUs = never;
    this.wholeWished = false;
    this.delivered = false;
    this.missedUs = nowUs;
    this.capturedUs = capturedUs;
    this.lifetimeUs = lifetimeUs;
    this.sentUs = never;
    this.keyframe = false;
    this.disposable = false;
    this.reservedBytes = 0;
    this.#openBlocks = 0;
    this.#cameCount = 0;
    this.#parityStore.clear();
  }

  /** The memory that a frame like this takes, in bytes. */
  static memoryOf(head: ShardHead): number {
    return head.bodyBytes + (head.count + head.parity * blockCount(head.count)) * symbolBytes;
  }

  /** Learns from the first symbol that comes what the frame is like. */
  describe(nowUs: number, head: ShardHead, capturedUs: number): void {
    this.shardCount = head.count;
    this.shardBytes = head.shardBytes;
    this.blocks = blockCount(head.count);
    this.parity = head.parity;
    this.keyframe = head.keyframe;
    this.disposable = head.disposable;
    this.capturedUs = capturedUs;
    this.lifetimeUs = head.lifetimeUs;
    this.firstReceivedUs = nowUs;
    this.lastReceivedUs = nowUs;
    this.bodyBytes = head.bodyBytes;
    if (this.body.length < head.bodyBytes) {
      this.body = Buffer.allocUnsafeSlow(Math.ceil(head.bodyBytes / roundUpBytes) * roundUpBytes);
    }
    this.#openBlocks = this.blocks;
    this.#makeRoom();
    if (this.wholeWished) {
      for (let block = 0; block < this.blocks; block++) this.outstanding[block] = this.shardsOf(block);
    }
  }

  /** Whether a symbol describes the same frame as those before it. */
  agrees(head: ShardHead): boolean {
    return head.count === this.shardCount && head.bodyBytes === this.bodyBytes && head.parity === this.parity;
  }

  get complete(): boolean {
    return this.shardCount > 0 && this.#openBlocks === 0;
  }

  get symbolCount(): number {
    return this.shardCount + this.parity * this.blocks;
  }

  shardsOf(block: number): number {
    return blockShards(this.shardCount, this.blocks, block);
  }

  /** The block that the symbol with this index belongs to. */
  blockOf(index: number): number {
    return (index < this.shardCount ? index : index - this.shardCount) % this.blocks;
  }

  /** Whether nothing more is needed of a block. */
  solved(block: number): boolean {
    return this.have[block]! >= this.shardsOf(block);
  }

  /** Since when an announced symbol has been missed, µs; infinity when it came, or is not missed. */
  missedSinceUs(index: number): number {
    return index < this.symbolCount && this.#present[index] === 0 ? this.#missedSinceUs[index]! : never;
  }

  /** Whether an announced symbol has not come. */
  absent(index: number): boolean {
    return this.#present[index] === 0;
  }

  /** Marks the announced symbols in `[from, to)` that have not come as missed since now. */
  miss(from: number, to: number, nowUs: number): void {
    for (let index = from; index < to; index++) {
      if (this.#present[index] === 0 && nowUs < this.#missedSinceUs[index]!) {
        this.#missedSinceUs[index] = nowUs;
      }
    }
  }

  /** Takes a symbol's payload, and recovers what can be. False when it had come before or was not needed any more. */
  take(nowUs: number, head: ShardHead, payload: Buffer): boolean {
    const { index, repair, payloadAt, payloadEnd } = head;
    const announced = index < this.symbolCount;
    if (announced) {
      if (this.#present[index] === 1) return false;
      this.#present[index] = 1;
      if (!repair && index > this.highestIndex) {
        this.miss(this.highestIndex + 1, index, nowUs);
        this.highestIndex = index;
      }
    }
    this.#cameCount++;
    const block = this.blockOf(index);
    if (this.solved(block)) return false;
    if (index < this.shardCount) {
      payload.copy(this.body, index * this.shardBytes, payloadAt, payloadEnd);
    } else {
      const row = Math.floor((index - this.shardCount) / this.blocks);
      if (!this.#parityStore.keep(block, row, payload, payloadAt, payloadEnd)) return false;
    }
    this.lastReceivedUs = nowUs;
    this.have[block]!++;
    if (repair && this.outstanding[block]! > 0) this.outstanding[block]!--;
    if (this.solved(block)) this.#recover(block);
    return true;
  }

  /** Takes what was wished for, and has not come, for lost. */
  forgetWishes(): void {
    this.wishedUs = never;
    this.wholeWished = false;
    if (this.shardCount > 0) this.outstanding.fill(0, 0, this.blocks);
  }

  /** When the symbols behind the highest that came are overdue, `paceUs` being what lay between two of late. */
  tailOverdueUs(paceUs: number): number {
    const behind = this.symbolCount - 1 - this.highestIndex;
    return this.lastReceivedUs + Math.max(minTailUs, 2 * paceUs * behind);
  }

  /** What lay between two symbols of this frame on average, µs. */
  get paceUs(): number {
    return (this.lastReceivedUs - this.firstReceivedUs) / Math.max(1, this.#cameCount - 1);
  }

  /** Lets go of memory that is too large to be kept for the next frame. */
  release(): void {
    if (this.body.length > keptBytes) this.body = none;
    this.#parityStore.release();
    if (this.#present.length > keptSymbols) {
      this.#present = new Uint8Array(0);
      this.#missedSinceUs = new Float64Array(0);
    }
  }

  #makeRoom(): void {
    const symbols = this.symbolCount;
    if (this.#present.length < symbols) {
      this.#present = new Uint8Array(symbols + 16);
      this.#missedSinceUs = new Float64Array(symbols + 16);
    }
    this.#present.fill(0, 0, symbols);
    this.#missedSinceUs.fill(never, 0, symbols);
    if (this.have.length < this.blocks) {
      this.have = new Uint16Array(this.blocks);
      this.outstanding = new Uint16Array(this.blocks);
    }
    this.have.fill(0, 0, this.blocks);
    this.outstanding.fill(0, 0, this.blocks);
  }

  /** A block has as many symbols as data shards: what is missing of the data follows from the parity. */
  #recover(block: number): void {
    this.#openBlocks--;
    const rows = this.#parityStore.gather(block);
    if (rows === 0) return;
    const lost = blockToCode(this, block);
    for (let shard = 0; shard < lost.k; shard++) {
      presentShards[shard] = this.#present[block + shard * lost.stride]!;
    }
    const { payloads, rowNumbers } = this.#parityStore;
    erasureCode().decode(lost, presentShards, payloads, rowNumbers, rows);
  }
}

/** Working memory of `#recover`, which never waits half-way. */
const presentShards = new Uint8Array(maxBlockSymbols);
