import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReplayWindow, replayWindowPackets } from './replay-window.ts';

test('given numbers in any order from any start, when they come again, then each is accepted exactly once inside the window', () => {
  const starts = fc.oneof(fc.constant(0), fc.constant(2 ** 32 - 50), fc.constant(2 ** 48 - 250_000));
  const steps = fc.array(
    fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -35_000, max: 70_000 })),
    {
      maxLength: 300,
    },
  );
  fc.assert(
    fc.property(starts, steps, (start, moves) => {
      const window = new ReplayWindow();
      const seen = new Set<number>();
      let at = start;
      for (const move of moves) {
        at = Math.max(0, at + move);
        if (at > 2 ** 48 - 1) at = start;
        const inside = at > window.highest - replayWindowPackets;
        assert.equal(window.fresh(at), inside && !seen.has(at), `number ${at}, highest ${window.highest}`);
        if (!window.fresh(at)) continue;
        window.accept(at);
        seen.add(at);
        assert.equal(window.fresh(at), false);
      }
      assert.equal(window.accepted, seen.size);
    }),
    { numRuns: 300 },
  );
});

test('given a packet that is a quarter of a second behind the newest at 600 Mbit/s, when it is new, then it is accepted', () => {
  const window = new ReplayWindow();
  window.accept(100_000);
  assert.equal(window.fresh(100_000 - 16_384), true);
});
