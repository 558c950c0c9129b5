import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Pair } from '../testing/pair.ts';

test('given any path, when media is streamed over it, then the target is unknown or a rate that can be kept to, and time goes on', () => {
  const path = fc.record({
    delayUs: fc.integer({ min: 0, max: 100_000 }),
    jitterUs: fc.constantFrom(0, 8000, 40_000),
    loss: fc.constantFrom(0, 0.02, 0.1, 0.4),
    duplicate: fc.constantFrom(0, 0.01),
  });
  fc.assert(
    fc.property(path, fc.integer({ min: 1, max: 40_000 }), fc.nat(1000), (impairments, bytes, seed) => {
      const pair = Pair.open({ seed });
      for (const { channel } of [pair.a, pair.b]) Object.assign(channel.impairments, impairments);
      for (let frame = 0; frame < 400; frame++) {
        pair.sendFrame(pair.b, 1, new Uint8Array(bytes), 400_000);
        pair.sendFrame(pair.a, 2, new Uint8Array(160), 150_000);
        pair.run(20_000);
        const { targetBps } = pair.b.connection.stats();
        assert.ok(targetBps === null || (targetBps > 10_000 && targetBps <= 1e9), `${targetBps}`);
        assert.ok(Number.isFinite(pair.nowUs));
      }
    }),
    {
      numRuns: 12,
      examples: [
        // One that queues and loses before anything of it has been measured,
        [{ delayUs: 20_000, jitterUs: 8000, loss: 0.02, duplicate: 0.01 }, 3000, 5],
        // and one that falls silent when it has been measured and there is no target yet.
        [{ delayUs: 12_741, jitterUs: 0, loss: 0.4, duplicate: 0.01 }, 6, 2],
      ],
    },
  );
});
