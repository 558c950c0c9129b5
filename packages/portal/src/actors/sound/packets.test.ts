import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_SAMPLES } from '@ajar/sound';
import { soundCodecs, soundFrameMs } from '../../wire/sound-format.ts';
import { PacketMaker } from './packet-maker.ts';
import { PacketReader } from './packet-reader.ts';

test('blocks become packets of any length, with their capture times, and sound again', () => {
  for (const codec of soundCodecs) {
    for (const frameMs of soundFrameMs) {
      const maker = new PacketMaker({ codec, frameMs }, 256_000);
      const reader = new PacketReader();
      const times: number[] = [];
      // Opus gives back what it was given 2.5 ms before.
      const firstUs = codec === 'opus' ? -1500 : 1000;
      let samples = 0;
      for (let block = 0; block < 8; block++) {
        maker.add(new Float32Array(BLOCK_SAMPLES).fill(0.1), 1000 + block * 5000, (packet, capturedUs) => {
          times.push(capturedUs);
          assert.equal(reader.durationUs(packet), frameMs * 1000);
          samples += reader.decode(packet).length;
        });
      }
      assert.equal(samples, 8 * BLOCK_SAMPLES);
      assert.deepEqual(
        times,
        Array.from({ length: 40 / frameMs }, (_, packet) => firstUs + packet * frameMs * 1000),
      );
      maker.close();
      reader.close();
    }
  }
});

test('a packet of another version, a broken and an empty one are refused, and the next one is decoded', () => {
  const maker = new PacketMaker({ codec: 'pcm16', frameMs: 5 }, 0);
  const reader = new PacketReader();
  for (const packet of [[], [0], [0xff, 1, 2], [0x22], [0x22, 1, 2, 3], [0x21], [0x21, 0xff, 0]])
    assert.throws(() => reader.decode(Uint8Array.from(packet)));
  assert.equal(reader.durationUs(Uint8Array.of(0xff)), undefined);
  maker.add(new Float32Array(BLOCK_SAMPLES).fill(0.5), 0, (packet) => {
    assert.ok(reader.decode(packet).every((sample) => sample === 0.5));
  });
  maker.close();
  reader.close();
});

test('the rate of Opus and the codec change in the middle of a sound without a click', () => {
  const maker = new PacketMaker({ codec: 'opus', frameMs: 5 }, 256_000);
  const reader = new PacketReader();
  const heard: number[] = [];
  const sizes = new Set<number>();
  const block = new Float32Array(BLOCK_SAMPLES);
  for (let number = 0; number < 500; number++) {
    if (number === 100) maker.use({ codec: 'opus', bitrateBps: 96_000 });
    if (number === 200) maker.use({ codec: 'opus', bitrateBps: 256_000 });
    if (number === 300) maker.use({ codec: 'pcm16', bitrateBps: 0 });
    if (number === 400) maker.use({ codec: 'opus', bitrateBps: 64_000 });
    for (let at = 0; at < BLOCK_SAMPLES; at++)
      block[at] = 0.5 * Math.sin((2 * Math.PI * 440 * ((number * BLOCK_SAMPLES + at) >> 1)) / 48_000);
    maker.add(block, number * 5000, (packet) => {
      sizes.add(packet.length - 1);
      const decoded = reader.decode(packet);
      for (let at = 0; at < decoded.length; at += 2) heard.push(decoded[at]!);
    });
  }
  maker.close();
  reader.close();
  assert.deepEqual([...sizes], [160, 60, 960, 40]);
  // Between neighbours a tone of 440 Hz at half scale changes by 0.029 at the most, and a click by as much as it likes.
  for (let at = 2000; at < heard.length; at++)
    assert.ok(Math.abs(heard[at]! - heard[at - 1]!) < 0.04, `${heard[at]! - heard[at - 1]!} at ${at}`);
});
