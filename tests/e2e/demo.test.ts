import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ajar, readStats, scratch } from './stage/ajar.ts';

test('a demo without a view carries pictures and sound both ways, and its statistics say so', async () => {
  using place = scratch();
  const file = place.path('stats.jsonl');
  const { status, stderr } = await ajar(
    ...['demo', '--view', 'none', '--size', '640x360', '--fps', '30', '--seconds', '6', '--stats', file],
  );
  assert.equal(status, 0, stderr);
  for (const name of ['Oslo', 'Lima']) {
    const lines = readStats(file).filter(({ portal }) => portal === name);
    const last = lines.at(-1)!;
    assert.equal(last.state, 'open');
    assert.equal(last.peer, name === 'Oslo' ? 'Lima' : 'Oslo');
    assert.equal(last.video.tx.encoder, 'libx264');
    assert.equal(last.video.rx.size, '640x360');
    assert.ok(last.video.rx.frames! > 100, `${last.video.rx.frames} frames`);
    assert.equal(last.video.rx.lost, 0);
    const { latencyMs, stagesMs } = last.video.rx;
    assert.ok(latencyMs !== null && latencyMs.p50 > 0 && latencyMs.p50 <= latencyMs.p99);
    const stages = Object.values(stagesMs!);
    assert.ok(
      stages.every((stage) => stage !== null && stage > -1),
      JSON.stringify(stagesMs),
    );
    // Medians of the stages need not add up to the median of the whole, but nearly do where nothing is odd.
    const sum = stages.reduce<number>((total, stage) => total + stage!, 0);
    assert.ok(
      Math.abs(sum - latencyMs.p50) < Math.max(3, latencyMs.p50 / 2),
      `${sum} against ${latencyMs.p50}`,
    );
    assert.ok(last.audio.rx.latencyMs!.p50 > 0);
    assert.ok(Math.abs(last.audio.tx.bitrate! - 256_000) < 8000, `${last.audio.tx.bitrate}`);
    assert.ok(last.link!.receivedBytes > last.video.rx.frames! * 100);
    assert.ok(last.process.cpuPct! > 0 && last.process.rssBytes! > 50e6);
  }
});
