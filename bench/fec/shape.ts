/** A block to make parity for, and to recover from as many losses as it has parity symbols. */
export interface Shape {
  readonly shards: number;
  readonly shardBytes: number;
  readonly rows: number;
}

/** A picture of 40 and of 8 Mbit/s at 60 a second, with little parity and with much; and one in jumbo datagrams. */
export const shapes: readonly Shape[] = [
  { shards: 73, shardBytes: 1144, rows: 4 },
  { shards: 73, shardBytes: 1144, rows: 8 },
  { shards: 15, shardBytes: 1144, rows: 2 },
  { shards: 73, shardBytes: 8900, rows: 4 },
];

export function nameOf({ shards, shardBytes, rows }: Shape): string {
  return `${shards} × ${shardBytes} B, ${rows} rows`;
}

/** Bytes of the data of a block, the same every time. */
export function dataOf({ shards, shardBytes }: Shape): Uint8Array {
  return Uint8Array.from(
    { length: shards * shardBytes },
    (_, i) => (i * 167 + (i >> 8) * 59 + (i >> 16)) & 0xff,
  );
}

/** The shards that get lost: as many as there are rows, spread over the block. */
export function lostOf({ shards, rows }: Shape): readonly number[] {
  return Array.from({ length: rows }, (_, i) => Math.floor((i * shards) / rows));
}
