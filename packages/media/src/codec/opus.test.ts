import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaError } from '../error.ts';
import { OPUS_LOOKAHEAD_FRAMES, openOpusDecoder, openOpusEncoder } from './opus.ts';

const BLOCK = 240;

test('every 5 ms block is a packet of constant size, and a block again on the other side', () => {
  using encoder = openOpusEncoder({ bitrateBps: 256_000, frameMs: 5 });
  using decoder = openOpusDecoder();

  for (let block = 0; block < 50; block++) {
    const packet = encoder.encode(stereoTone(block * BLOCK));
    assert.equal(packet.length, 160);
    assert.equal(decoder.decode(packet).length, 2 * BLOCK);
  }
  assert.equal(encoder.frames, BLOCK);
});

test('sound comes back 2.5 ms later, each channel where it was, with more than 30 dB of fidelity', () => {
  using encoder = openOpusEncoder();
  using decoder = openOpusDecoder();
  const heard = new Float32Array(2 * BLOCK * 100);
  for (let block = 0; block < 100; block++) {
    heard.set(decoder.decode(encoder.encode(stereoTone(block * BLOCK))), block * 2 * BLOCK);
  }

  const said = stereoTone(0, 100 * BLOCK);
  for (const channel of [0, 1]) {
    let signal = 0;
    let noise = 0;
    for (let frame = 2000; frame < 100 * BLOCK; frame++) {
      const original = said[2 * (frame - OPUS_LOOKAHEAD_FRAMES) + channel]!;
      signal += original ** 2;
      noise += (heard[2 * frame + channel]! - original) ** 2;
    }
    const fidelityDb = 10 * Math.log10(signal / noise);
    assert.ok(fidelityDb > 30, `channel ${channel}: ${fidelityDb.toFixed(1)} dB`);
  }
});

test('other lengths and bitrates give packets of their size', () => {
  for (const frameMs of [2.5, 10, 20] as const) {
    using encoder = openOpusEncoder({ bitrateBps: 128_000, frameMs });
    using decoder = openOpusDecoder();

    const packet = encoder.encode(new Float32Array(encoder.frames * 2));

    assert.equal(packet.length, (128_000 * frameMs) / 8000);
    assert.equal(decoder.decode(packet).length, encoder.frames * 2);
  }
});

test('packets that are none are errors by name, and the decoder goes on after them', () => {
  using encoder = openOpusEncoder();
  using decoder = openOpusDecoder();
  const packet = Uint8Array.from(encoder.encode(stereoTone(0)));

  assert.throws(() => decoder.decode(new Uint8Array(0)), withCode('corrupt'));
  // A code 3 packet of zero frames (RFC 6716, 3.2.5).
  assert.throws(() => decoder.decode(Uint8Array.of(0xff, 0)), withCode('corrupt'));
  assert.equal(decoder.decode(packet).length, 2 * BLOCK);
});

test('any bytes are decoded or refused', () => {
  using decoder = openOpusDecoder();
  let state = 1;
  for (let round = 0; round < 500; round++) {
    const bytes = Uint8Array.from({ length: 1 + (round % 300) }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    });
    try {
      assert.ok(decoder.decode(bytes).every(Number.isFinite));
    } catch (error) {
      assert.ok(withCode('corrupt')(error), String(error));
    }
  }
});

test('what cannot be encoded is refused', () => {
  using encoder = openOpusEncoder();

  assert.throws(() => encoder.encode(new Float32Array(100)), withCode('bad-spec'));
  assert.throws(() => openOpusEncoder({ bitrateBps: 1 }), withCode('bad-spec'));
  encoder.close();
  assert.throws(() => encoder.encode(new Float32Array(480)), withCode('closed'));
});

function withCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof MediaError && error.code === code;
}

/** A tone on the left and another on the right. */
function stereoTone(from: number, frames: number = BLOCK): Float32Array {
  const samples = new Float32Array(frames * 2);
  for (let frame = 0; frame < frames; frame++) {
    samples[2 * frame] = 0.5 * Math.sin((from + frame) * 0.06);
    samples[2 * frame + 1] = 0.3 * Math.sin((from + frame) * 0.11);
  }
  return samples;
}
