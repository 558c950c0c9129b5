import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { BenchResult } from './bench.ts';
import { srtProgram } from './link-live/srt-turn.ts';
import { spawnBench } from './spawn-bench.ts';

function bench(...args: string[]): { status: number | null; result: BenchResult; err: string } {
  const { status, out, err } = spawnBench(...args);
  const last = out.trimEnd().split('\n').at(-1)!;
  return { status, result: (last === '' ? { bars: [] } : JSON.parse(last)) as BenchResult, err };
}

test('a part of the link’s benches is named first; what is wrong is one line that says what would do', () => {
  for (const [args, said] of [
    [['link', 'moon'], /^link: there is no part moon: .*matrix.*\n$/],
    [['link', '--quick'], /^link: --quick: name a part first.*\n$/],
    [['link', 'live', '--seconds', '1'], /^link: --seconds 1: live runs with the defaults.*\n$/],
    [['link-matrix', '--profile', 'moon'], /^link-matrix: --profile moon: .*loss5.*\n$/],
    [['link-srt', '--loss', 'much'], /^link-srt: --loss much: give a number from 0 to 50\n$/],
  ] as const) {
    const { status, err } = bench(...args);

    assert.equal(status, 2, args.join(' '));
    assert.match(err, said);
  }
});

test('the matrix judges each row on its runs', () => {
  const { status, result, err } = bench(
    'link',
    'matrix',
    '--quick',
    '--peers',
    '--seeds',
    '2',
    '--seconds',
    '8',
    '--profile',
    'clean-1',
    '--profile',
    'outage-300',
  );

  assert.equal(status, 0, err);
  assert.deepEqual(
    result.bars.map(({ name }) => name.split(':')[0]),
    ['clean-1', 'clean-1', 'clean-1', 'outage-300'],
  );
  for (const bar of result.bars) assert.ok(bar.value !== null, bar.name);
  const rows = result['rows'] as Record<string, Record<string, { frames: number; shown: number }>>;
  assert.deepEqual(Object.keys(rows['clean-1']!), ['ajar', 'rs20', 'raw']);
  for (const { frames, shown } of Object.values(rows['clean-1']!)) assert.equal(shown, frames);
});

test('SRT and Ajar carry the same frames through the same live network', (t) => {
  if (spawnSync(srtProgram, ['-version']).error !== undefined) {
    t.skip('srt-live-transmit is missing: it is in srt-tools');
    return;
  }
  const { status, result, err } = bench(
    'link-srt',
    '--seconds',
    '1',
    '--bitrate',
    '2000000',
    '--loss',
    '0',
    '--latency',
    '160',
  );

  assert.equal(status, 0, err);
  assert.equal(result.bars.length, 4);
  const turns = result['turns'] as Record<
    string,
    Record<string, { p50: number; frames: number; incomplete: number }>
  >;
  const { ajar, 'srt-160': srt } = turns['2 Mbit/s, 0 %']!;
  for (const side of [ajar!, srt!]) assert.ok(side.frames > side.incomplete, JSON.stringify(side));
  assert.ok(ajar!.p50 >= 20, 'nothing is faster than the network');
  assert.ok(srt!.p50 >= 160, 'SRT holds everything for its latency');
});

test('pauses and heap of a live link are measured', () => {
  const { status, result, err } = bench('link-garbage', '--seconds', '1', '--bitrate', '2000000');

  assert.equal(status, 0, err);
  assert.equal(result.bars.length, 3);
  assert.ok(result.bars[0]!.value! > 0);
  assert.ok((result['dgramHeapBytesPerDatagram'] as number) > 0);
});
