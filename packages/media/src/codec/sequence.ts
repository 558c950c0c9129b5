import { NAL_SPS, nalType, nextNal } from './annex-b.ts';
import { BitReader } from './bit-reader.ts';

/** What the sequence parameter set of an H.264 stream says. */
export interface Sequence {
  /** For WebCodecs and media types: `avc1.` and profile, constraints and level in hexadecimal (RFC 6381), such as `avc1.42C020`. */
  readonly codec: string;
  readonly profile: number;
  /** Ten times the level: 32 is level 3.2. */
  readonly level: number;
  readonly width: number;
  readonly height: number;
  readonly frameNumberBits: number;
  /** A colour plane number precedes the frame number in slice headers. */
  readonly separatePlanes: boolean;
  readonly referenceFrames: number;
  /** Undefined where the stream doesn't say. */
  readonly fullRange: boolean | undefined;
  /** Primaries, transfer and matrix as in ITU-T H.273 (1 is BT.709); undefined where the stream doesn't say. */
  readonly colour: readonly [primaries: number, transfer: number, matrix: number] | undefined;
  /** How many pictures a decoder may have to hold back; undefined where the stream doesn't say, and decoders guess then. */
  readonly reorderFrames: number | undefined;
  readonly decoderFrames: number | undefined;
}

/** Reads the first sequence parameter set of an Annex B stream; undefined when there is none or it is damaged. */
export function readSequence(data: Uint8Array): Sequence | undefined {
  for (let at = nextNal(data, 0); at !== -1; at = nextNal(data, at)) {
    if (nalType(data, at) === NAL_SPS) return readSequenceAt(data, at);
  }
  return undefined;
}

/** Reads the sequence parameter set whose NAL header byte is at `at` (ITU-T H.264, 7.3.2.1.1 and E.1.1). */
export function readSequenceAt(data: Uint8Array, at: number): Sequence | undefined {
  const reader = new BitReader();
  reader.start(data, at + 1, data.length);
  const profile = reader.bits(8);
  const constraints = reader.bits(8);
  const level = reader.bits(8);
  reader.unsigned();
  const chroma = WITH_CHROMA_FORMAT.has(profile) ? readChroma(reader) : { format: 1, separatePlanes: false };
  const frameNumberBits = reader.unsigned() + 4;
  skipOrderCount(reader);
  const referenceFrames = reader.unsigned();
  reader.bit();
  const size = readSize(reader, chroma.format);
  const usability = reader.bit() === 1 ? readUsability(reader) : NO_USABILITY;
  if (reader.overrun || frameNumberBits > 16) return undefined;
  const codec = `avc1.${hex(profile)}${hex(constraints)}${hex(level)}`;
  return {
    codec,
    profile,
    level,
    ...size,
    frameNumberBits,
    separatePlanes: chroma.separatePlanes,
    referenceFrames,
    ...usability,
  };
}

type Usability = Pick<Sequence, 'fullRange' | 'colour' | 'reorderFrames' | 'decoderFrames'>;

const NO_USABILITY: Usability = {
  fullRange: undefined,
  colour: undefined,
  reorderFrames: undefined,
  decoderFrames: undefined,
};
const WITH_CHROMA_FORMAT: ReadonlySet<number> = new Set([
  100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
]);
const EXTENDED_ASPECT_RATIO = 255;

function readChroma(reader: BitReader): { format: number; separatePlanes: boolean } {
  const format = reader.unsigned();
  const separatePlanes = format === 3 && reader.bit() === 1;
  reader.unsigned();
  reader.unsigned();
  reader.bit();
  if (reader.bit() === 1) {
    const lists = format === 3 ? 12 : 8;
    for (let list = 0; list < lists; list++) {
      if (reader.bit() === 1) skipScalingList(reader, list < 6 ? 16 : 64);
    }
  }
  return { format, separatePlanes };
}

function skipScalingList(reader: BitReader, length: number): void {
  let last = 8;
  for (let index = 0; index < length && !reader.overrun; index++) {
    last = (last + reader.signed() + 256) % 256;
    if (last === 0) return;
  }
}

function skipOrderCount(reader: BitReader): void {
  const type = reader.unsigned();
  if (type === 0) {
    reader.unsigned();
  } else if (type === 1) {
    reader.bit();
    reader.signed();
    reader.signed();
    const cycle = Math.min(reader.unsigned(), 255);
    for (let index = 0; index < cycle; index++) reader.signed();
  }
}

function readSize(reader: BitReader, chromaFormat: number): { width: number; height: number } {
  const columns = reader.unsigned() + 1;
  const mapUnits = reader.unsigned() + 1;
  const framesOnly = reader.bit();
  if (framesOnly === 0) reader.bit();
  reader.bit();
  const rows = mapUnits * (2 - framesOnly);
  let width = columns * 16;
  let height = rows * 16;
  if (reader.bit() === 1) {
    const unitX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
    const unitY = (chromaFormat === 1 ? 2 : 1) * (2 - framesOnly);
    width -= unitX * (reader.unsigned() + reader.unsigned());
    height -= unitY * (reader.unsigned() + reader.unsigned());
  }
  return { width, height };
}

function readUsability(reader: BitReader): Usability {
  if (reader.bit() === 1 && reader.bits(8) === EXTENDED_ASPECT_RATIO) reader.bits(32);
  if (reader.bit() === 1) reader.bit();
  let fullRange: boolean | undefined;
  let colour: Sequence['colour'];
  if (reader.bit() === 1) {
    reader.bits(3);
    fullRange = reader.bit() === 1;
    if (reader.bit() === 1) colour = [reader.bits(8), reader.bits(8), reader.bits(8)];
  }
  if (reader.bit() === 1) {
    reader.unsigned();
    reader.unsigned();
  }
  if (reader.bit() === 1) {
    reader.bits(32);
    reader.bits(32);
    reader.bit();
  }
  skipReferenceDecoder(reader);
  reader.bit();
  if (reader.bit() === 0) return { ...NO_USABILITY, fullRange, colour };
  reader.bit();
  for (let field = 0; field < 4; field++) reader.unsigned();
  return { fullRange, colour, reorderFrames: reader.unsigned(), decoderFrames: reader.unsigned() };
}

/** The two sets of buffer parameters (E.1.2) and the flag that follows when there is at least one. */
function skipReferenceDecoder(reader: BitReader): void {
  let present = false;
  for (let kind = 0; kind < 2; kind++) {
    if (reader.bit() === 0) continue;
    present = true;
    const count = Math.min(reader.unsigned(), 31) + 1;
    reader.bits(8);
    for (let index = 0; index < count; index++) {
      reader.unsigned();
      reader.unsigned();
      reader.bit();
    }
    reader.bits(20);
  }
  if (present) reader.bit();
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
