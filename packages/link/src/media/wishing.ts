import type { IncomingFrame } from './incoming-frame.ts';
import { maxWantedBlocks, type WantedQueue } from './wanted-queue.ts';

/** A frame that was wished for so often is past help: the sender hears no more of it. */
const maxSerial = 31;
const never = Number.POSITIVE_INFINITY;

/**
 * Wishes for as many symbols of a frame as it cannot get from what came, what may still come and what was wished for already.
 * What has been missed since `dueUs` or longer does not come any more; `paceUs` lies between two symbols. Returns how many symbols were wished for.
 */
export function wishFor(
  queue: WantedQueue,
  track: number,
  frame: IncomingFrame,
  nowUs: number,
  dueUs: number,
  paceUs: number,
): number {
  if (frame.wishes >= maxSerial) return 0;
  if (frame.shardCount === 0) return wishForAll(queue, track, frame, nowUs, dueUs);
  if (frame.tailOverdueUs(paceUs) <= dueUs) frame.miss(frame.highestIndex + 1, frame.symbolCount, dueUs);
  countPending(frame, dueUs);
  let wished = 0;
  let wish: ReturnType<WantedQueue['begin']>;
  for (let block = 0; block < frame.blocks; block++) {
    if (frame.solved(block)) continue;
    const coming = frame.have[block]! + pending[block]! + frame.outstanding[block]!;
    const deficit = frame.shardsOf(block) - coming;
    if (deficit <= 0) continue;
    wish ??= queue.begin(nowUs, track, frame.number, frame.wishes + 1);
    if (wish === undefined || wish.blocks === maxWantedBlocks) break;
    wish.block[wish.blocks] = block;
    wish.count[wish.blocks++] = deficit;
    frame.outstanding[block]! += deficit;
    wished += deficit;
  }
  if (wished > 0) {
    frame.wishes++;
    frame.wishedUs = nowUs;
  }
  return wished;
}

/** When there may be something to wish for that there is not at `nowUs`, if nothing comes; infinity for never. */
export function wishUs(frame: IncomingFrame, nowUs: number, guardUs: number, paceUs: number): number {
  if (frame.wishes >= maxSerial) return never;
  if (frame.shardCount === 0) return frame.wholeWished ? never : frame.missedUs + guardUs;
  let earliestUs = frame.highestIndex + 1 < frame.symbolCount ? tailUs(frame, paceUs) : never;
  for (let index = 0; index < frame.symbolCount; index++) {
    const sinceUs = frame.missedSinceUs(index);
    if (sinceUs + guardUs > nowUs && sinceUs < earliestUs) earliestUs = sinceUs;
  }
  return earliestUs + guardUs;
}

/** When the rest of a frame is overdue; infinity when it is missed already. */
function tailUs(frame: IncomingFrame, paceUs: number): number {
  return frame.missedSinceUs(frame.symbolCount - 1) === never ? frame.tailOverdueUs(paceUs) : never;
}

function wishForAll(
  queue: WantedQueue,
  track: number,
  frame: IncomingFrame,
  nowUs: number,
  dueUs: number,
): number {
  if (frame.wholeWished || frame.missedUs > dueUs) return 0;
  if (queue.begin(nowUs, track, frame.number, frame.wishes + 1) === undefined) return 0;
  frame.wishes++;
  frame.wishedUs = nowUs;
  frame.wholeWished = true;
  return 1;
}

/** Symbols of each block that have not come and are not missed for long enough to be given up. */
let pending = new Uint16Array(16);

function countPending(frame: IncomingFrame, dueUs: number): void {
  if (pending.length < frame.blocks) pending = new Uint16Array(frame.blocks);
  pending.fill(0, 0, frame.blocks);
  for (let index = 0; index < frame.symbolCount; index++) {
    if (frame.absent(index) && frame.missedSinceUs(index) > dueUs) pending[frame.blockOf(index)]!++;
  }
}
