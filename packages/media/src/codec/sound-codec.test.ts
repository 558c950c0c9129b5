import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MediaError } from '../error.ts';
import { openSoundDecoder, openSoundEncoder } from './sound-codec.ts';

test('every codec takes and gives packets of every length', () => {
  for (const codec of ['opus', 'pcm16', 'pcm24'] as const) {
    for (const frameMs of [2.5, 5, 10] as const) {
      using encoder = openSoundEncoder({ codec, frameMs, bitrateBps: 128_000 });
      using decoder = openSoundDecoder(codec);
      assert.equal(encoder.frames, 48 * frameMs);
      const packet = encoder.encode(new Float32Array(2 * encoder.frames));
      const bytes = { opus: (128_000 * frameMs) / 8000, pcm16: 192 * frameMs, pcm24: 288 * frameMs }[codec];
      assert.equal(packet.length, bytes);
      assert.equal(decoder.decode(packet).length, 2 * encoder.frames);
    }
  }
});

test('samples come back to the last bit, and what is beyond full scale at full scale', () => {
  const sample = fc.oneof(fc.float({ min: -1, max: 1, noNaN: true }), fc.constantFrom(1, -1, 2, -2, 1e9));
  const block = fc.array(sample, { minLength: 240, maxLength: 240 });
  for (const [codec, bits] of [
    ['pcm16', 16],
    ['pcm24', 24],
  ] as const) {
    using encoder = openSoundEncoder({ codec, frameMs: 2.5, bitrateBps: 0 });
    using decoder = openSoundDecoder(codec);
    const step = 2 ** (1 - bits);
    fc.assert(
      fc.property(block, (samples) => {
        const heard = decoder.decode(encoder.encode(Float32Array.from(samples)));
        samples.forEach((said, i) => {
          const limited = Math.min(Math.max(said, -1), 1 - step);
          assert.ok(Math.abs(heard[i]! - limited) <= step / 2 + 1e-7, `${said} became ${heard[i]}`);
        });
        // What was once rounded is not changed by another round.
        const once = heard.slice();
        assert.deepEqual(decoder.decode(encoder.encode(once)), once);
      }),
    );
  }
});

test('what is no number does no harm', () => {
  for (const codec of ['pcm16', 'pcm24'] as const) {
    using encoder = openSoundEncoder({ codec, frameMs: 2.5, bitrateBps: 0 });
    using decoder = openSoundDecoder(codec);
    const broken = new Float32Array(240).fill(Number.NaN);
    assert.ok(decoder.decode(encoder.encode(broken)).every((sample) => sample === 0));
  }
});

test('any bytes are decoded or refused by name', () => {
  for (const codec of ['pcm16', 'pcm24'] as const) {
    using decoder = openSoundDecoder(codec);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 7000 }), (bytes) => {
        try {
          assert.ok(decoder.decode(bytes).every((sample) => sample >= -1 && sample < 1));
        } catch (error) {
          assert.ok(error instanceof MediaError && error.code === 'corrupt');
        }
      }),
    );
  }
});

test('a block of another length is refused', () => {
  using encoder = openSoundEncoder({ codec: 'pcm24', frameMs: 5, bitrateBps: 0 });
  assert.throws(
    () => encoder.encode(new Float32Array(100)),
    (error) => error instanceof MediaError && error.code === 'bad-spec',
  );
});
