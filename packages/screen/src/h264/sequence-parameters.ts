import { BitReader } from './bit-reader.ts';

/** What a decoder has to know before it starts. */
export interface SequenceParameters {
  /** `avc1.PPCCLL`: profile, constraint flags and level in hexadecimal (RFC 6381, 3.3). */
  readonly codec: string;
  /** Size after cropping, in pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Reads the codec and size from an H.264 sequence parameter set NAL unit, header byte included (ITU-T H.264,
 * 7.3.2.1.1). Undefined when it is cut off or says something impossible.
 */
export function parseSequenceParameters(nal: Uint8Array): SequenceParameters | undefined {
  const [header, profile, constraints, level] = nal;
  if (header === undefined || profile === undefined || constraints === undefined || level === undefined) {
    return undefined;
  }
  if ((header & FORBIDDEN_AND_TYPE) !== SEQUENCE_PARAMETERS) return undefined;
  const reader = new BitReader(nal.subarray(4));
  if (reader.unsigned() > MAX_ID) return undefined;
  const chroma = PROFILES_WITH_CHROMA.has(profile) ? readChroma(reader) : YUV_420;
  if (chroma === undefined) return undefined;
  reader.unsigned(); // log2_max_frame_num_minus4
  if (!skipPictureOrder(reader)) return undefined;
  reader.unsigned(); // max_num_ref_frames
  reader.bit(); // gaps_in_frame_num_value_allowed_flag
  const size = readSize(reader, chroma);
  if (size === undefined || reader.exhausted) return undefined;
  return { codec: `avc1.${hex(profile)}${hex(constraints)}${hex(level)}`, ...size };
}

/** How many luma samples one chroma sample covers; 1×1 without any chroma. */
interface Chroma {
  readonly width: number;
  readonly height: number;
}

const YUV_420: Chroma = { width: 2, height: 2 };
const NO_SUBSAMPLING: Chroma = { width: 1, height: 1 };
const CHROMA_BY_FORMAT: readonly Chroma[] = [
  NO_SUBSAMPLING,
  YUV_420,
  { width: 2, height: 1 },
  NO_SUBSAMPLING,
];

function readChroma(reader: BitReader): Chroma | undefined {
  const format = reader.unsigned();
  const separatePlanes = format === 3 && reader.bit() === 1;
  reader.unsigned(); // bit_depth_luma_minus8
  reader.unsigned(); // bit_depth_chroma_minus8
  reader.bit(); // qpprime_y_zero_transform_bypass_flag
  if (reader.bit() === 1) {
    const lists = format === 3 ? 12 : 8;
    for (let i = 0; i < lists; i += 1) if (reader.bit() === 1) skipScalingList(reader, i < 6 ? 16 : 64);
  }
  return separatePlanes ? NO_SUBSAMPLING : CHROMA_BY_FORMAT[format];
}

function skipScalingList(reader: BitReader, length: number): void {
  let last = 8;
  for (let i = 0; i < length; i += 1) {
    const next = (last + reader.signed() + 256) % 256;
    if (next === 0) return;
    last = next;
  }
}

function skipPictureOrder(reader: BitReader): boolean {
  const type = reader.unsigned();
  if (type === 0) reader.unsigned(); // log2_max_pic_order_cnt_lsb_minus4
  if (type === 1) {
    reader.bit(); // delta_pic_order_always_zero_flag
    reader.signed(); // offset_for_non_ref_pic
    reader.signed(); // offset_for_top_to_bottom_field
    const cycle = reader.unsigned();
    if (cycle > MAX_ORDER_CYCLE) return false;
    for (let i = 0; i < cycle; i += 1) reader.signed();
  }
  return type <= 2;
}

function readSize(reader: BitReader, chroma: Chroma): { width: number; height: number } | undefined {
  const widthInBlocks = reader.unsigned() + 1;
  const heightInUnits = reader.unsigned() + 1;
  const framesOnly = reader.bit() === 1;
  if (!framesOnly) reader.bit(); // mb_adaptive_frame_field_flag
  reader.bit(); // direct_8x8_inference_flag
  const fields = framesOnly ? 1 : 2;
  let width = widthInBlocks * BLOCK;
  let height = heightInUnits * fields * BLOCK;
  if (width > MAX_SIZE || height > MAX_SIZE) return undefined;
  if (reader.bit() === 1) {
    width -= (reader.unsigned() + reader.unsigned()) * chroma.width;
    height -= (reader.unsigned() + reader.unsigned()) * chroma.height * fields;
  }
  return width > 0 && height > 0 ? { width, height } : undefined;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

const FORBIDDEN_AND_TYPE = 0x9f;
const SEQUENCE_PARAMETERS = 7;
const MAX_ID = 31;
const MAX_ORDER_CYCLE = 255;
const BLOCK = 16;
/** Above level 6.2 of the standard. */
const MAX_SIZE = 16_384;
/** Profiles whose parameters say the chroma format; the others are 4:2:0. */
const PROFILES_WITH_CHROMA: ReadonlySet<number> = new Set([
  100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
]);
