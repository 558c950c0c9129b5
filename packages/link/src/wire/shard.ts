import { blockCount, blockShards, maxBlockSymbols, maxFrameShards } from './blocks.ts';
import { chunksAt, chunksEnd } from './datagram.ts';

/** Bytes of a shard chunk in front of its payload, its type included. */
export const shardHeadBytes = 22;
/** The most payload that one shard carries in a datagram that every path takes, in bytes. */
export const maxShardBytes: number = chunksEnd - chunksAt - shardHeadBytes;
/** The longest frame body, in bytes. */
export const maxFrameBytes: number = 16 * 1024 * 1024;
/** Unit of the deadline on the wire, in µs. */
const deadlineUnitUs = 250;
const maxDeadlineUnits = 0xffff;

/** What a symbol of a frame says about itself and its frame: a data shard or a parity symbol. One object is reused for all. */
export class ShardHead {
  track = 0;
  keyframe = false;
  /** Sent because the receiver asked. */
  repair = false;
  /** Whether later frames can be decoded without this one. */
  disposable = false;
  /** Parity symbols per block that are sent without being asked for. */
  parity = 0;
  /** Low 32 bits of the frame's number. */
  number = 0;
  /** Below `count` a data shard; `count + row × blocks + block` is a parity symbol. */
  index = 0;
  /** How many data shards the frame has. */
  count = 0;
  /** Bytes of the frame's body. */
  bodyBytes = 0;
  /** Capture time, µs before the packet was sent. */
  ageUs = 0;
  /** From capture until the frame is of no use, µs. */
  lifetimeUs = 0;
  payloadAt = 0;
  payloadEnd = 0;

  /** Bytes of every symbol of this frame but the last data shard. */
  get shardBytes(): number {
    return Math.ceil(this.bodyBytes / this.count);
  }
}

const flag = { keyframe: 1, repair: 2, disposable: 4 } as const;

/** Writes everything of a symbol but its payload, beginning with the body of its chunk, and returns where the payload goes. */
export function writeShardHead(view: DataView, at: number, head: ShardHead): number {
  const flags =
    (head.keyframe ? flag.keyframe : 0) |
    (head.repair ? flag.repair : 0) |
    (head.disposable ? flag.disposable : 0);
  view.setUint8(at, head.track);
  view.setUint8(at + 1, flags);
  view.setUint8(at + 2, head.parity);
  view.setUint32(at + 3, head.number);
  view.setUint16(at + 7, head.index);
  view.setUint16(at + 9, head.count);
  view.setUint32(at + 11, head.bodyBytes);
  view.setUint32(at + 15, Math.min(Math.max(head.ageUs, 0), 0xffff_ffff));
  view.setUint16(at + 19, Math.min(Math.max(head.lifetimeUs / deadlineUnitUs, 0), maxDeadlineUnits));
  return at + shardHeadBytes - 1;
}

/** Reads the symbol whose chunk's body lies in `[at, end)`. False when it contradicts itself. */
export function readShard(view: DataView, at: number, end: number, head: ShardHead): boolean {
  if (end - at < shardHeadBytes - 1) return false;
  const flags = view.getUint8(at + 1);
  head.track = view.getUint8(at);
  head.keyframe = (flags & flag.keyframe) !== 0;
  head.repair = (flags & flag.repair) !== 0;
  head.disposable = (flags & flag.disposable) !== 0;
  head.parity = view.getUint8(at + 2);
  head.number = view.getUint32(at + 3);
  head.index = view.getUint16(at + 7);
  head.count = view.getUint16(at + 9);
  head.bodyBytes = view.getUint32(at + 11);
  head.ageUs = view.getUint32(at + 15);
  head.lifetimeUs = view.getUint16(at + 19) * deadlineUnitUs;
  head.payloadAt = at + shardHeadBytes - 1;
  head.payloadEnd = end;
  return consistent(head);
}

function consistent(head: ShardHead): boolean {
  const { track, count, bodyBytes, parity } = head;
  if (track === 0 || count === 0 || count > maxFrameShards) return false;
  if (bodyBytes < count || bodyBytes > maxFrameBytes) return false;
  // An even split may leave nothing for the last shards of a frame; such a frame is not sent by anyone.
  if ((count - 1) * head.shardBytes >= bodyBytes) return false;
  const blocks = blockCount(count);
  if (blockShards(count, blocks, 0) + parity > maxBlockSymbols) return false;
  const payloadBytes = head.payloadEnd - head.payloadAt;
  return head.index < count ? fitsData(head, payloadBytes) : fitsParity(head, blocks, payloadBytes);
}

function fitsData(head: ShardHead, payloadBytes: number): boolean {
  const { shardBytes } = head;
  return payloadBytes === Math.min(shardBytes, head.bodyBytes - head.index * shardBytes);
}

function fitsParity(head: ShardHead, blocks: number, payloadBytes: number): boolean {
  const beyond = head.index - head.count;
  const row = Math.floor(beyond / blocks);
  const shards = blockShards(head.count, blocks, beyond % blocks);
  return shards + row < maxBlockSymbols && payloadBytes === head.shardBytes;
}
