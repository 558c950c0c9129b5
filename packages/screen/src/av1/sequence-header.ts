import { BitReader } from '../h264/bit-reader.ts';
import type { SequenceParameters } from '../h264/sequence-parameters.ts';

/**
 * The payload of the first sequence header in a stream of AV1 OBUs with sizes (AV1 specification, 5.3), as low-overhead
 * streams have them: a view on `stream`. Undefined when there is none among the first few, or it is no such stream.
 */
export function findSequenceHeader(stream: Uint8Array): Uint8Array | undefined {
  let at = 0;
  for (let obu = 0; obu < MAX_OBUS_BEFORE; obu += 1) {
    const header = stream[at];
    if (header === undefined || (header & FORBIDDEN_OR_RESERVED) !== 0 || (header & HAS_SIZE) === 0)
      return undefined;
    at += (header & HAS_EXTENSION) === 0 ? 1 : 2;
    let size = 0;
    for (let byte = 0; ; byte += 1) {
      const value = stream[at];
      if (value === undefined || byte === 4) return undefined;
      at += 1;
      size += (value & 0x7f) * 2 ** (byte * 7);
      if (value < 0x80) break;
    }
    if (((header >> 3) & 0xf) === SEQUENCE_HEADER) {
      return at + size <= stream.length ? stream.subarray(at, at + size) : undefined;
    }
    at += size;
  }
  return undefined;
}

/**
 * Reads the codec string (`av01.0.04M.08`: AV1 in ISO base media files, 5) and the largest size from a sequence header (AV1
 * specification, 5.5). Undefined when it is cut off or says something impossible.
 */
export function parseSequenceHeader(payload: Uint8Array): SequenceParameters | undefined {
  const reader = new BitReader(payload, false);
  const profile = reader.bits(3);
  reader.bit(); // still_picture
  const reduced = reader.bit() === 1;
  const [level, tier] = reduced ? [reader.bits(5), 0] : readOperatingPoints(reader);
  const [widthBits, heightBits] = [reader.bits(4) + 1, reader.bits(4) + 1];
  const [width, height] = [reader.bits(widthBits) + 1, reader.bits(heightBits) + 1];
  skipTools(reader, reduced);
  const depth = reader.bit() === 0 ? 8 : profile === 2 && reader.bit() === 1 ? 12 : 10;
  if (reader.exhausted || profile > 2 || width > MAX_SIZE || height > MAX_SIZE) return undefined;
  return { codec: `av01.${profile}.${two(level)}${tier === 1 ? 'H' : 'M'}.${two(depth)}`, width, height };
}

/** Level and tier of the first operating point, which is the whole stream. */
function readOperatingPoints(reader: BitReader): readonly [level: number, tier: number] {
  let delayBits = 0;
  if (reader.bit() === 1) {
    skip(reader, 64); // num_units_in_display_tick, time_scale
    if (reader.bit() === 1) reader.unsigned(); // num_ticks_per_picture_minus_1
    if (reader.bit() === 1) {
      delayBits = reader.bits(5) + 1;
      skip(reader, 32 + 10); // the rest of decoder_model_info()
    }
  }
  const hasDisplayDelay = reader.bit() === 1;
  const count = reader.bits(5) + 1;
  let first: readonly [number, number] = [0, 0];
  for (let point = 0; point < count; point += 1) {
    skip(reader, 12); // operating_point_idc
    const level = reader.bits(5);
    const tier = level > 7 ? reader.bit() : 0;
    if (delayBits > 0 && reader.bit() === 1) skip(reader, delayBits * 2 + 1);
    if (hasDisplayDelay && reader.bit() === 1) skip(reader, 4);
    if (point === 0) first = [level, tier];
  }
  return first;
}

/** Everything between the size and the colours. */
function skipTools(reader: BitReader, reduced: boolean): void {
  if (!reduced && reader.bit() === 1) skip(reader, 7); // lengths of frame ids
  skip(reader, 3); // superblocks, filter_intra, intra_edge_filter
  if (!reduced) skipInterTools(reader);
  skip(reader, 3); // superres, cdef, restoration
}

function skipInterTools(reader: BitReader): void {
  skip(reader, 4); // interintra, masked, warped, dual_filter
  const hasOrderHint = reader.bit() === 1;
  if (hasOrderHint) skip(reader, 2); // jnt_comp, ref_frame_mvs
  const screenContent = reader.bit() === 1 ? SELECT : reader.bit();
  if (screenContent > 0 && reader.bit() === 0) reader.bit(); // seq_force_integer_mv
  if (hasOrderHint) skip(reader, 3); // order_hint_bits_minus_1
}

function skip(reader: BitReader, bits: number): void {
  for (let i = 0; i < bits; i += 1) reader.bit();
}

function two(value: number): string {
  return `${value}`.padStart(2, '0');
}

const SEQUENCE_HEADER = 1;
const FORBIDDEN_OR_RESERVED = 0x81;
const HAS_EXTENSION = 4;
const HAS_SIZE = 2;
const MAX_OBUS_BEFORE = 8;
const MAX_SIZE = 16_384;
const SELECT = 2;
