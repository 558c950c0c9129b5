import { chunksAt, chunksEnd } from './datagram.ts';

/** Bytes of a shard chunk in front of its payload, its type included. */
export const shardHeadBytes = 22;
/** The most payload that one shard carries, in bytes. */
export const maxShardBytes: number = chunksEnd - chunksAt - shardHeadBytes;
/** The longest frame body, in bytes. */
export const maxFrameBytes: number = 16 * 1024 * 1024;
/** Unit of the deadline on the wire, in µs. */
const deadlineUnitUs = 250;
const maxDeadlineUnits = 0xffff;

/** What a shard says about itself and its frame. One object is reused for every shard. */
export class ShardHead {
  track = 0;
  keyframe = false;
  /** Sent again because the receiver asked. */
  repair = false;
  /** Low 32 bits of the frame's number. */
  number = 0;
  index = 0;
  /** How many shards the frame has. */
  count = 0;
  /** Bytes of the frame's body. */
  bodyBytes = 0;
  /** Capture time, µs before the packet was sent. */
  ageUs = 0;
  /** From capture until the frame is of no use, µs. */
  lifetimeUs = 0;
  payloadAt = 0;
  payloadEnd = 0;

  /** Bytes of every shard of this frame but the last. */
  get shardBytes(): number {
    return Math.ceil(this.bodyBytes / this.count);
  }
}

const flag = { keyframe: 1, repair: 2 } as const;

/** Writes everything of a shard but its payload, and returns where the payload goes. */
export function writeShardHead(view: DataView, at: number, type: number, head: ShardHead): number {
  view.setUint8(at, type);
  view.setUint8(at + 1, head.track);
  view.setUint8(at + 2, (head.keyframe ? flag.keyframe : 0) | (head.repair ? flag.repair : 0));
  view.setUint8(at + 3, 0);
  view.setUint32(at + 4, head.number);
  view.setUint16(at + 8, head.index);
  view.setUint16(at + 10, head.count);
  view.setUint32(at + 12, head.bodyBytes);
  view.setUint32(at + 16, Math.min(Math.max(head.ageUs, 0), 0xffff_ffff));
  view.setUint16(at + 20, Math.min(Math.max(head.lifetimeUs / deadlineUnitUs, 0), maxDeadlineUnits));
  return at + shardHeadBytes;
}

/** Reads the shard whose body (behind its type) lies in `[at, end)`. False when it contradicts itself. */
export function readShard(view: DataView, at: number, end: number, head: ShardHead): boolean {
  if (end - at < shardHeadBytes - 1) return false;
  const flags = view.getUint8(at + 1);
  head.track = view.getUint8(at);
  head.keyframe = (flags & flag.keyframe) !== 0;
  head.repair = (flags & flag.repair) !== 0;
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
  const { track, index, count, bodyBytes } = head;
  if (track === 0 || index >= count || bodyBytes < count || bodyBytes > maxFrameBytes) return false;
  const shardBytes = head.shardBytes;
  const startsAt = index * shardBytes;
  // An even split may leave nothing for the last shards of a frame; such a frame is not sent by anyone.
  if (startsAt >= bodyBytes) return false;
  return head.payloadEnd - head.payloadAt === Math.min(shardBytes, bodyBytes - startsAt);
}
