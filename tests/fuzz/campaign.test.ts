import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { campaign } from './campaign.ts';

const soak = fileURLToPath(new URL('../soak/run.ts', import.meta.url));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [soak, ...args], { encoding: 'utf8' });
}

test('given two targets, when a campaign is over, then it says what was executed, and found nothing', async () => {
  const lines: string[] = [];
  const progress = (line: string): unknown => lines.push(line);
  const targets = ['chunks', 'preambles'];
  const report = await campaign({ seed: 1, targets, runs: 4000, seconds: 60, keep: false, progress });
  assert.deepEqual(report.findings, []);
  assert.ok(report.runs >= 4000 && report.runs < 10_000, `${report.runs} runs`);
  assert.equal(
    report.targets['chunks']?.runs,
    report.runs,
    'the first had all the runs before its turn was over',
  );
  const chunk = Object.entries(report.coverage).find(([url]) => url.endsWith('/link/src/wire/chunk.ts'));
  assert.ok(chunk !== undefined && chunk[1].executed > 500 && chunk[1].executed <= chunk[1].total);
  assert.match(lines[0] ?? '', /^chunks: \d+ runs, /);
});

test('given one input, when a soak replays it, then its last line is a report in JSON', () => {
  const { status, stdout } = run('fuzz', '--target', 'chunks', '--input', '010000', '--seed', '5');
  assert.equal(status, 0);
  const report = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as object;
  assert.deepEqual(
    { ...report, minutes: 0 },
    {
      passed: true,
      seed: 5,
      minutes: 0,
      soaks: { fuzz: { problems: [], figures: { runs: 2 } } },
    },
  );
});

test('given what there is not, when a soak is asked for it, then one line says what there is', () => {
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['forever'], /^soak: there is no soak forever: fuzz, model, month, chaos, quiet; /],
    [['model', '--days', '3'], /^soak: Unknown option '--days'/],
    [['--minutes', 'many'], /^soak: --minutes many: give a number from 0.01 to 100000; /],
    [['fuzz', '--target', 'x'], /^soak: --target x: there are chunks, /],
    [['fuzz', '--target', 'chunks', '--input', 'xyz'], /^soak: --input xyz: give bytes in hexadecimal; /],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = run(...args);
    assert.equal(status, 2);
    const said = stderr.split('\n').filter((line) => line.startsWith('soak: '));
    assert.equal(said.length, 1);
    assert.match(said[0]!, message);
  }
});
