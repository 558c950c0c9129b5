import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { BitWriter } from '../testing/bit-writer.ts';
import { parseSequenceParameters } from './sequence-parameters.ts';

/** What x264 wrote for streams of these sizes, profiles and chroma formats. */
const FROM_X264: readonly [hex: string, codec: string, width: number, height: number][] = [
  ['6742c020da014016e840000003004000001e23c60ca8', 'avc1.42C020', 1280, 720],
  ['6742c02ada01e0089f9610000003001000000788f1832a', 'avc1.42C02A', 1920, 1080],
  ['6742c034da00c0036684000003000400000301e23c60ca80', 'avc1.42C034', 3072, 1728],
  ['6764002aacd940780227e584000003000400000301e03c60c658', 'avc1.64002A', 1920, 1080],
  ['6764003eacd94078044fdc20000003002000000f03e3c7b2c0', 'avc1.64003E', 1920, 1080], // interlaced
  ['67f4001f919b281485fc7cf080000003008000003c078c18cb', 'avc1.F4001F', 642, 362], // 4:4:4
  ['677a001fbcd940a42fe22784000003000400000301e03c60c658', 'avc1.7A001F', 642, 362], // 4:2:2
  ['6764001facd980a02ff961000003000100000300780f18319a', 'avc1.64001F', 640, 360], // scaling matrices
  ['6764000bf3651cfe2e3e10000003001000000780f1429960', 'avc1.64000B', 102, 98], // grey
];

describe('sequence parameters', () => {
  test('of real streams give the codec string and the size', () => {
    for (const [hex, codec, width, height] of FROM_X264) {
      assert.deepEqual(parseSequenceParameters(Buffer.from(hex, 'hex')), { codec, width, height });
    }
  });

  test('of every shape give the size that was written', () => {
    fc.assert(
      fc.property(anyParameters, (parameters) => {
        const { profile, level, constraints } = parameters;
        const hex = Buffer.of(profile, constraints, level).toString('hex').toUpperCase();
        const size = expectedSize(parameters);
        const read = parseSequenceParameters(writeParameters(parameters));
        assert.deepEqual(read, size === undefined ? undefined : { codec: `avc1.${hex}`, ...size });
      }),
    );
  });

  test('cut off before the size are not believed', () => {
    for (const [hex] of FROM_X264) {
      const nal = Buffer.from(hex, 'hex');
      for (let length = 0; length < 8; length += 1) {
        assert.equal(parseSequenceParameters(nal.subarray(0, length)), undefined, `${hex} cut at ${length}`);
      }
    }
  });

  test('of any bytes, or with any bit flipped, give a possible size or nothing', () => {
    const flipped = fc
      .tuple(fc.constantFrom(...FROM_X264), fc.nat(), fc.nat())
      .map(([[hex], first, second]) => flip(flip(Buffer.from(hex, 'hex'), first), second));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), flipped), (bytes) => {
        const read = parseSequenceParameters(bytes);
        if (read === undefined) return;
        assert.match(read.codec, /^avc1\.[0-9A-F]{6}$/);
        assert.ok(Number.isInteger(read.width) && read.width >= 1 && read.width <= 16_384);
        assert.ok(Number.isInteger(read.height) && read.height >= 1 && read.height <= 16_384);
      }),
      { numRuns: 5000 },
    );
  });

  test('that ask for endless loops are refused', () => {
    const writer = new BitWriter(Uint8Array.of(0x67, 66, 0, 31));
    writer
      .unsigned(0)
      .unsigned(0)
      .unsigned(1)
      .bits(1, 0)
      .signed(0)
      .signed(0)
      .unsigned(2 ** 32 - 2);
    assert.equal(parseSequenceParameters(writer.nal()), undefined);
  });
});

interface Parameters {
  profile: number;
  constraints: number;
  level: number;
  id: number;
  chromaFormat: number;
  separatePlanes: boolean;
  scalingLists: readonly (readonly number[] | undefined)[] | undefined;
  orderType: number;
  orderCycle: readonly number[];
  widthInBlocks: number;
  heightInUnits: number;
  framesOnly: boolean;
  crop: readonly [number, number, number, number] | undefined;
}

const WITH_CHROMA = new Set([100, 110, 122, 244]);
const scalingList = fc.option(
  fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 64, maxLength: 64 }),
  {
    nil: undefined,
  },
);
const anyParameters: fc.Arbitrary<Parameters> = fc.record({
  profile: fc.constantFrom(66, 77, 88, ...WITH_CHROMA),
  constraints: fc.integer({ min: 0, max: 255 }),
  level: fc.integer({ min: 9, max: 62 }),
  id: fc.integer({ min: 0, max: 31 }),
  chromaFormat: fc.integer({ min: 0, max: 3 }),
  separatePlanes: fc.boolean(),
  scalingLists: fc.option(fc.array(scalingList, { minLength: 12, maxLength: 12 }), { nil: undefined }),
  orderType: fc.integer({ min: 0, max: 2 }),
  orderCycle: fc.array(fc.integer({ min: -70_000, max: 70_000 }), { maxLength: 255 }),
  widthInBlocks: fc.integer({ min: 1, max: 1100 }),
  heightInUnits: fc.integer({ min: 1, max: 600 }),
  framesOnly: fc.boolean(),
  crop: fc.option(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)), { nil: undefined }),
});

function expectedSize(parameters: Parameters): { width: number; height: number } | undefined {
  const { profile, chromaFormat, separatePlanes, crop, framesOnly } = parameters;
  const format = WITH_CHROMA.has(profile) ? chromaFormat : 1;
  const planar = format === 0 || format === 3 || (format === 3 && separatePlanes);
  const unitX = planar ? 1 : 2;
  const unitY = (format === 1 ? 2 : 1) * (framesOnly ? 1 : 2);
  const width = parameters.widthInBlocks * 16;
  const height = parameters.heightInUnits * 16 * (framesOnly ? 1 : 2);
  if (width > 16_384 || height > 16_384) return undefined;
  const [left, right, top, bottom] = crop ?? [0, 0, 0, 0];
  const size = { width: width - (left + right) * unitX, height: height - (top + bottom) * unitY };
  return size.width > 0 && size.height > 0 ? size : undefined;
}

function writeParameters(parameters: Parameters): Uint8Array {
  const { profile, constraints, level, framesOnly, crop } = parameters;
  const writer = new BitWriter(Uint8Array.of(0x67, profile, constraints, level));
  writer.unsigned(parameters.id);
  if (WITH_CHROMA.has(profile)) writeChroma(writer, parameters);
  writer.unsigned(4).unsigned(parameters.orderType);
  if (parameters.orderType === 0) writer.unsigned(2);
  if (parameters.orderType === 1) {
    writer.bits(1, 1).signed(-3).signed(7).unsigned(parameters.orderCycle.length);
    for (const offset of parameters.orderCycle) writer.signed(offset);
  }
  writer.unsigned(1).bits(1, 0);
  writer.unsigned(parameters.widthInBlocks - 1).unsigned(parameters.heightInUnits - 1);
  writer.bits(1, framesOnly ? 1 : 0);
  if (!framesOnly) writer.bits(1, 1);
  writer.bits(1, 1).bits(1, crop === undefined ? 0 : 1);
  for (const edge of crop ?? []) writer.unsigned(edge);
  return writer.bits(1, 0).nal();
}

function writeChroma(writer: BitWriter, { chromaFormat, separatePlanes, scalingLists }: Parameters): void {
  writer.unsigned(chromaFormat);
  if (chromaFormat === 3) writer.bits(1, separatePlanes ? 1 : 0);
  writer.unsigned(0).unsigned(0).bits(1, 0);
  writer.bits(1, scalingLists === undefined ? 0 : 1);
  const count = chromaFormat === 3 ? 12 : 8;
  scalingLists?.slice(0, count).forEach((list, index) => {
    writer.bits(1, list === undefined ? 0 : 1);
    if (list !== undefined) writeScalingList(writer, list.slice(0, index < 6 ? 16 : 64));
  });
}

function writeScalingList(writer: BitWriter, deltas: readonly number[]): void {
  let last = 8;
  for (const delta of deltas) {
    writer.signed(delta);
    last = (last + delta + 256) % 256;
    if (last === 0) return;
  }
}

function flip(bytes: Buffer, bit: number): Buffer {
  const index = (bit >> 3) % bytes.length;
  bytes[index] = bytes[index]! ^ (1 << (bit & 7));
  return bytes;
}
