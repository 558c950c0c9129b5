import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchResult } from './bench.ts';
import { spawnBench } from './spawn-bench.ts';

test('a part of the benches of sound is named first; what is wrong is one line that says what would do', () => {
  for (const [args, said] of [
    [['audio', 'moon'], /^audio: there is no part moon: .*path.*\n$/],
    [['audio', '--seconds'], /^audio: --seconds: name a part first.*\n$/],
    [['audio-path', '--seconds', 'many'], /^audio-path: --seconds many: .*\n$/],
    [['audio-path', '--codec', 'mp3'], /^audio-path: --codec mp3: .*opus.*\n$/],
  ] as const) {
    const { status, err } = spawnBench(...args);

    assert.equal(status, 2, args.join(' '));
    assert.match(err, said);
  }
});

test('marks are found behind the link, and what was not measured is not passed', () => {
  const few = [
    '--seconds',
    '2',
    '--settle',
    '1',
    '--rounds',
    '1',
    '--codec',
    'pcm24',
    '--no-devices',
    '--no-peer',
  ];
  const { status, out, err } = spawnBench('audio', 'path', ...few, '--no-plots');

  assert.equal(status, 0, err);
  const { bars, direct } = JSON.parse(out) as BenchResult & {
    direct: { samples: number; lost: number };
  };
  assert.equal(bars.length, 4);
  assert.equal(direct.samples + direct.lost, 16);
  assert.ok(direct.samples > 0, err);
  for (const { name, value, pass } of bars) {
    if (/devices|libwebrtc/.test(name)) assert.deepEqual([value, pass], [null, false], name);
  }
});

test('what sound costs is told by stage; portals that were not started have not passed', () => {
  const { status, out, err } = spawnBench('audio', 'cost', '--seconds', '1', '--no-live');

  assert.equal(status, 0, err);
  const { bars, stages } = JSON.parse(out) as BenchResult & { stages: Record<string, number> };
  assert.deepEqual(Object.keys(stages), ['echo', 'meters', 'encode', 'link', 'decode', 'playout']);
  assert.ok(Object.values(stages).every((share) => share > 0));
  assert.equal(bars.length, 2);
  assert.deepEqual([bars[1]!.value, bars[1]!.pass], [null, false]);
});
