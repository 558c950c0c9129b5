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
