import { BitReader } from '../h264/bit-reader.ts';
import type { SequenceParameters } from '../h264/sequence-parameters.ts';

/**
 * The first NAL unit of sequence parameters in an HEVC byte stream (ITU-T H.265, annex B), header of two bytes included: a
 * view on `stream`. Undefined when there is none.
 */
export function findHevcParameters(stream: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
  const start = bytes.indexOf(START_AND_HEADER);
  if (start < 0) return undefined;
  const first = start + 3;
  const next = bytes.indexOf(START_CODE, first);
  return stream.subarray(first, next < 0 ? stream.length : next);
}

/**
 * Reads the codec string (`hev1.1.6.L93.B0`: ISO/IEC 14496-15, annex E.3) and the size from an HEVC sequence parameter set,
 * header included (ITU-T H.265, 7.3.2.2). Undefined when it is cut off or says something impossible.
 */
export function parseHevcParameters(nal: Uint8Array): SequenceParameters | undefined {
  if (nal[0] !== HEADER[0] || nal[1] !== HEADER[1]) return undefined;
  const reader = new BitReader(nal.subarray(2));
  reader.bits(4); // sps_video_parameter_set_id
  const subLayers = reader.bits(3);
  reader.bit(); // sps_temporal_id_nesting_flag
  const codec = readProfile(reader);
  skipSubLayers(reader, subLayers);
  if (reader.unsigned() > MAX_ID) return undefined;
  const format = reader.unsigned();
  if (format > 3) return undefined;
  if (format === 3) reader.bit(); // separate_colour_plane_flag
  const size = readSize(reader, format);
  return size === undefined || reader.exhausted ? undefined : { codec, ...size };
}

/** profile_tier_level() as far as it is about the whole stream. */
function readProfile(reader: BitReader): string {
  const space = ['', 'A', 'B', 'C'][reader.bits(2)]!;
  const tier = reader.bit() === 1 ? 'H' : 'L';
  const profile = reader.bits(5);
  let compatibility = 0;
  for (let flag = 0; flag < 32; flag += 1) compatibility += reader.bit() * 2 ** flag;
  const constraints = Array.from({ length: 6 }, () => reader.bits(8));
  const level = reader.bits(8);
  const last = constraints.findLastIndex((byte) => byte !== 0);
  const shown = constraints.slice(0, last + 1).map((byte) => `.${hex(byte)}`);
  return `hev1.${space}${profile}.${hex(compatibility)}.${tier}${level}${shown.join('')}`;
}

function skipSubLayers(reader: BitReader, count: number): void {
  if (count === 0) return;
  const bits: number[] = [];
  for (let layer = 0; layer < 8; layer += 1) {
    const [hasProfile, hasLevel] = [reader.bit(), reader.bit()];
    if (layer < count) bits.push(hasProfile * PROFILE_BITS + hasLevel * LEVEL_BITS);
  }
  for (const layerBits of bits) for (let i = 0; i < layerBits; i += 1) reader.bit();
}

function readSize(reader: BitReader, format: number): { width: number; height: number } | undefined {
  let width = reader.unsigned();
  let height = reader.unsigned();
  if (width > MAX_SIZE || height > MAX_SIZE) return undefined;
  if (reader.bit() === 1) {
    const [across, down] = [format === 1 || format === 2 ? 2 : 1, format === 1 ? 2 : 1];
    width -= (reader.unsigned() + reader.unsigned()) * across;
    height -= (reader.unsigned() + reader.unsigned()) * down;
  }
  return width > 0 && height > 0 ? { width, height } : undefined;
}

function hex(value: number): string {
  return value.toString(16).toUpperCase();
}

/** Type 33, layer 0, temporal id 1 (7.3.1.2). */
const HEADER = [0x42, 0x01] as const;
const START_CODE = Buffer.from([0, 0, 1]);
const START_AND_HEADER = Buffer.from([0, 0, 1, ...HEADER]);
const MAX_ID = 15;
const MAX_SIZE = 16_384;
const PROFILE_BITS = 88;
const LEVEL_BITS = 8;
