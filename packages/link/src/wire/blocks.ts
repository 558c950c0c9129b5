/** The most data shards that one block of a frame has; more are dealt out over several blocks. */
export const maxBlockShards = 160;
/** Data shards and parity symbols of a block together: the order of the field that the code works in. */
export const maxBlockSymbols = 256;
/** The most data shards of a frame. */
export const maxFrameShards = 16_384;

/** How many blocks the shards of a frame are dealt out over. Shard i belongs to block i mod this, so that a burst hits all of them. */
export function blockCount(shards: number): number {
  return Math.ceil(shards / maxBlockShards);
}

/** How many of the first `shards` data shards belong to block `block`; of parity symbols likewise. */
export function blockShards(shards: number, blocks: number, block: number): number {
  return Math.floor((shards - block - 1) / blocks) + 1;
}
