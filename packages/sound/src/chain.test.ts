import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AudioChain, type AudioProcessor } from './chain.ts';

test('both directions pass every processor, and the levels are those behind them', () => {
  const halve: AudioProcessor = {
    process(block, capturedUs) {
      scale(block, 0.5);
      return capturedUs - 1000;
    },
    reverse: (block) => scale(block, 0.1),
  };
  const chain = new AudioChain([halve, halve]);
  const recorded = Float32Array.of(0.8, -0.8);
  const played = Float32Array.of(1, -1);

  assert.equal(chain.process(recorded, 5000), 3000);
  chain.reverse(played, 0);

  assert.ok(Math.abs((recorded[0] ?? 0) - 0.2) < 1e-6);
  assert.ok(Math.abs((chain.sentLevel().peakDbfs ?? 0) - 20 * Math.log10(0.2)) < 1e-4);
  assert.ok(Math.abs((chain.playedLevel().peakDbfs ?? 0) + 40) < 1e-4);
});

test('a chain without processors changes nothing', () => {
  const block = Float32Array.of(0.25, -0.25);
  assert.equal(new AudioChain().process(block, 7), 7);
  assert.deepEqual(block, Float32Array.of(0.25, -0.25));
});

function scale(block: Float32Array, factor: number): void {
  for (let i = 0; i < block.length; i++) block[i] = (block[i] as number) * factor;
}
