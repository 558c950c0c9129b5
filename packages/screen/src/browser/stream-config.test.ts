import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { StreamConfig } from './stream-config.ts';

/** Heads of keyframes as FFmpeg's encoders write them, with a little of what follows. */
const KEYFRAMES = {
  x264:
    '000000016742c01ea680a02ff966a0202028000003000800000301e478b175' +
    '0000000168ce3c800000010605ffff9edc45e9bde6d948b7962cd820d923eeef78323634',
  x265:
    '0000000140010c01ffff016000000300900000030000030078ba024000000001420101016000000300900000' +
    '030000030078a003c0801107cb96e92930b9a80808082000007d00000ea601000000014401c073c1890000014e0105ffff',
  svtAv1: '12000a0e00000042abbfc3712be44040404132811c10009fe0000067ce4001c5866b456b223e7b5625cae8c6',
} as const;

const BARE = { number: 1, keyframe: true, capturedUs: 0, receivedUs: 0 };

test('a keyframe of any codec tells what decodes it', () => {
  const cases = [
    ['x264', 'avc1.42C01E', 640, 360],
    ['x265', 'hev1.1.6.L120.90', 1920, 1080],
    ['svtAv1', 'av01.0.08M.08', 1920, 1080],
  ] as const;
  const config = new StreamConfig();
  for (const [encoder, codec, width, height] of cases) {
    assert.equal(config.update(Buffer.from(KEYFRAMES[encoder], 'hex'), BARE), true, encoder);
    assert.deepEqual(JSON.parse(config.text), { type: 'config', codec, width, height });
  }
});

test('of a keyframe that does not tell, what was known stays', () => {
  const config = new StreamConfig();
  config.update(Buffer.from(KEYFRAMES.x265, 'hex'), BARE);
  const known = config.text;
  for (const odd of ['', '00', '0000', '000001', '00000001420101', '0a', '0aff', '1200', '0a0100', '6742']) {
    assert.equal(config.update(Buffer.from(odd, 'hex'), BARE), false, odd);
    assert.equal(config.text, known);
  }
});

test('cut anywhere or with any bytes changed, a keyframe is read or refused, and sizes stay possible', () => {
  const any = fc.constantFrom(...Object.values(KEYFRAMES)).map((hex) => Buffer.from(hex, 'hex'));
  const change = fc.tuple(fc.nat(100), fc.nat(255));
  fc.assert(
    fc.property(any, fc.array(change, { maxLength: 5 }), fc.nat(120), (original, changes, length) => {
      const keyframe = Buffer.from(original.subarray(0, length));
      for (const [at, value] of changes) if (at < keyframe.length) keyframe[at] = value;
      const config = new StreamConfig();
      if (!config.update(keyframe, BARE)) return;
      const { codec, width, height } = JSON.parse(config.text) as {
        codec: string;
        width: number;
        height: number;
      };
      assert.match(codec, /^(avc1|hev1|av01)\.[0-9A-F.LMHabc]+$/);
      for (const side of [width, height]) assert.ok(side >= 1 && side <= 16_384);
    }),
    { numRuns: 2000 },
  );
});
