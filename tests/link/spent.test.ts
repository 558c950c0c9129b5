import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '@ajar/link/testing';

test('given a session that has used up its packet numbers, when it has, then it rests and new keys take over', () => {
  const firstPacketNumber = 2 ** 48 - 600;
  const pair = Pair.open({ a: { firstPacketNumber }, b: { firstPacketNumber } });
  // Stepping fails when an end wants to be woken at once for ever.
  for (let second = 0; second < 60; second++) {
    pair.sendFrame(pair.b, 1, Buffer.from(`second ${second}`));
    pair.run(1_000_000);
  }
  const { handshakes } = pair.a.connection.stats();
  assert.ok(handshakes >= 2 && handshakes < 20, `${handshakes} sessions`);
  pair.runUntil(() => pair.a.connection.state === 'open', 2_000_000);
  const before = pair.a.frames.length;
  assert.ok(before > 40, `${before} of 60 frames came`);
});
