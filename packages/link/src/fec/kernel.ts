/** Data shards of a block where they lie in the body of a frame. */
export interface Shards {
  body: Uint8Array;
  /** Bytes of the body: the last shard of the frame ends here, and counts as padded with zeros. */
  bodyBytes: number;
  shardBytes: number;
  /** The block's shard c is the frame's shard `first + c × stride`. */
  first: number;
  stride: number;
  count: number;
}

/** The work of the code: sums of multiples of shards. */
export interface Kernel {
  readonly name: 'wasm' | 'typescript';
  /**
   * Adds to `rows` payloads of `shardBytes` bytes each, which lie one behind the other in `into` from `intoAt` on, the shards times
   * `matrix`, whose row r begins at r × `shards.count`. Shards whose column is all zero are not looked at.
   */
  addProduct(matrix: Uint8Array, rows: number, shards: Shards, into: Uint8Array, intoAt: number): void;
}
