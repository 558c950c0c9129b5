import { type Block, ReedSolomon } from '../fec/reed-solomon.ts';
import { blockShards } from '../wire/blocks.ts';

/** A frame cut into shards, of which each belongs to the block that its index leaves, divided by the number of blocks. */
interface SplitFrame {
  readonly body: Uint8Array;
  readonly bodyBytes: number;
  readonly shardBytes: number;
  readonly shardCount: number;
  readonly blocks: number;
}

let shared: ReedSolomon | undefined;
const filled: Block = { body: new Uint8Array(0), bodyBytes: 0, shardBytes: 0, first: 0, stride: 0, k: 0 };

/** The code of this process, made on first use. It keeps nothing between calls, so that all links can share it. */
export function erasureCode(): ReedSolomon {
  return (shared ??= ReedSolomon.create());
}

/**
 * A block of a frame, for the one call to the code that follows: it is the same object every time, so that nothing is
 * allocated. It holds on to the body of that frame until the next.
 */
export function blockToCode(frame: SplitFrame, block: number): Block {
  filled.body = frame.body;
  filled.bodyBytes = frame.bodyBytes;
  filled.shardBytes = frame.shardBytes;
  filled.first = block;
  filled.stride = frame.blocks;
  filled.k = blockShards(frame.shardCount, frame.blocks, block);
  return filled;
}
