/** The insides of the link that tests of the whole repository reach for. They are not part of the published package. */
export { ReplayWindow, replayWindowPackets } from '../crypto/replay-window.ts';
export { EventQueue } from '../event-queue.ts';
export { ReedSolomon } from '../fec/reed-solomon.ts';
export { MessageReceiver } from '../message/message-receiver.ts';
export { OffsetRanges } from '../message/offset-ranges.ts';
export { ArrivalsReader, ArrivalsWriter, leastArrivalsBodyBytes } from '../wire/arrivals.ts';
export { ChunkReader, chunkType, writeChunkHead } from '../wire/chunk.ts';
export { wellFormed } from '../wire/control.ts';
export {
  chunksAt,
  chunksEnd,
  datagramType,
  headerBytes,
  maxReceivedBytes,
  tagBytes,
} from '../wire/datagram.ts';
export { decodeIntroduction, encodeIntroduction } from '../wire/introduction.ts';
export { dataAt, readEncodeUs } from '../wire/preamble.ts';
export { readShard, ShardHead, shardHeadBytes, writeShardHead } from '../wire/shard.ts';
export { Slab } from '../wire/slab.ts';
export { Channel, type Impairments } from './channel.ts';
export { End, Pair, type PairOptions } from './pair.ts';
export { seeded, seededBytes } from './random.ts';
export { fixedKeyPair, RawPeer } from './raw-peer.ts';
