import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchResult } from './bench.ts';
import { spawnBench } from './spawn-bench.ts';
import type { StageFigures } from './video-path/stages.ts';

test('the benches are listed when asked for, and when there is none of that name', () => {
  const help = spawnBench('--help');
  const unknown = spawnBench('video-pathos');

  assert.equal(help.status, 0);
  assert.match(help.out, /video-path {2,}\S/);
  assert.equal(unknown.status, 2);
  assert.match(unknown.err, /no bench video-pathos\n[^]*video-path/);
});

test('a wrong flag is one line that names it and what would do', () => {
  const wrong = [
    ['--size', '1x1'],
    ['--size', '1281x720'],
    ['--fps', '0'],
    ['--seconds', 'many'],
    ['--rounds', '1.5'],
    ['--speed', '9'],
    ['--source', 'camera'],
  ];
  for (const [flag, value] of wrong) {
    const { status, out, err } = spawnBench('video-path', flag!, value!);

    assert.equal(status, 2, `${flag} ${value}`);
    assert.equal(out, '');
    assert.match(err, new RegExp(`^video-path: .*${flag}.*\n$`));
  }
});

test('video-path measures both sides on real pixels and judges every bar', () => {
  const { status, out, err } = spawnBench(
    'video-path',
    '--size',
    '720x400',
    '--seconds',
    '1',
    '--rounds',
    '1',
    '--no-plots',
  );

  assert.equal(status, 0, err);
  const result = JSON.parse(out.trimEnd().split('\n').at(-1)!) as BenchResult & {
    ajar: Record<string, number> & { stages: StageFigures[]; cpuPctOf: object };
    webrtc: Record<string, number> | null;
  };
  assert.equal(result.bars.length, 2);
  for (const bar of result.bars) assert.ok(bar.value !== null, `${bar.name}: ${err}`);
  assert.equal(result.ajar.stages.length, 9);
  for (const { name, p50, p99 } of result.ajar.stages) assert.ok(p50 >= 0 && p50 <= p99, name);
  assert.deepEqual(Object.keys(result.ajar.cpuPctOf), ['camera', 'link here', 'link there', 'screen']);
  for (const side of [result.ajar, result.webrtc!]) {
    assert.ok(side['p50']! > 0 && side['p50']! <= side['p95']! && side['p95']! <= side['p99']!);
    assert.ok(side['samples']! > 0 && side['mbps']! > 0);
    assert.ok(side['psnr']! > 25, `${side['psnr']} dB`);
  }
});
