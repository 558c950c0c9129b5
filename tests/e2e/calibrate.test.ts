import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { ajar, scratch } from './stage/ajar.ts';

const room = [
  ...['--screen-width', '121 cm', '--screen-height', '68cm', '--screen-bottom', '0.9'],
  ...['--camera-height', '55 in', '--person-distance', '2 m', '--vertical-fov', '29.7 cm, 50 cm, 52 %'],
];

test('measures are given as flags, printed, and given again from what was printed', async () => {
  using place = scratch();
  const [first, second] = [place.path('first'), place.path('second')];
  const given = await ajar('calibrate', '--state', first, ...room);
  assert.equal(given.status, 0, given.stderr);
  assert.match(given.stdout, /The picture shows what is 0.25 m to 2.54 m above the floor/);
  const shown = await ajar('calibrate', '--state', first, '--show', '--json');
  const report = JSON.parse(shown.stdout) as { measures: Record<string, number | null>; missing: string[] };
  assert.equal(report.measures['camera-height-m'], 1.397);
  assert.equal(report.measures['eye-height-m'], null);
  assert.deepEqual(report.missing, []);
  writeFileSync(place.path('printed.json'), shown.stdout);
  const copied = await ajar('calibrate', '--state', second, '--from', place.path('printed.json'), '--json');
  assert.deepEqual((JSON.parse(copied.stdout) as typeof report).measures, report.measures);
});

test('a screen that is too low for a person is told about, with what would help', async () => {
  using place = scratch();
  const { stdout } = await ajar('calibrate', '--state', place.path('state'), ...room, '--eye-height', '1.6m');
  assert.match(
    stdout,
    /Note: a standing person's head ends at 1.75 m and the screen at 1.58 m: hang it 0.17 m higher/,
  );
});

test('a person is asked on the terminal, again after a bad answer', async (t) => {
  if (spawnSync('script', ['--version'], { stdio: 'ignore' }).error !== undefined) {
    return t.skip('script is not installed (Debian package bsdutils)');
  }
  using place = scratch();
  const state = place.path('state');
  const cli = fileURLToPath(new URL('../../packages/portal/src/cli.ts', import.meta.url));
  const command = `${process.execPath} ${cli} calibrate --state ${state}`;
  const terminal = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = ['zero', '47 in', '68 cm', '0.9', '1.4 m', '', '60', ''];
  let seen = '';
  terminal.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    // Each question ends with what Enter would keep.
    if (!/\[[^\]]*\]: $/.test(stripVTControlCharacters(seen))) return;
    seen += '\n';
    terminal.stdin.write(`${answers.shift() ?? ''}\r`);
  });
  const [status] = (await once(terminal, 'close')) as [number];
  assert.equal(status, 0, seen);
  assert.match(seen, /zero is not a length; write it as 1.2 m, 120 cm or 47 in/);
  const { stdout } = await ajar('calibrate', '--state', state, '--show', '--json');
  assert.deepEqual((JSON.parse(stdout) as { measures: unknown }).measures, {
    'screen-width-m': 1.1938,
    'screen-height-m': 0.68,
    'screen-bottom-m': 0.9,
    'camera-height-m': 1.4,
    'person-distance-m': 2,
    'vertical-fov-deg': 60,
    'eye-height-m': 1.6,
  });
});

const wrong: [string, readonly string[], RegExp][] = [
  [
    'no answers and nobody to ask',
    [],
    /^ajar: calibrate: nobody is there to be asked; give the measures as flags/,
  ],
  ['zero', ['--screen-width', '0'], /^ajar: --screen-width: "0" is out of range, 0.1 m to 20 m will do\n$/],
  ['a negative length', ['--camera-height=-1m'], /^ajar: --camera-height: "-1m" is out of range/],
  ['a kilometre', ['--person-distance', '1000 m'], /^ajar: --person-distance: "1000 m" is out of range/],
  ['no number', ['--eye-height', 'NaN'], /^ajar: --eye-height: "NaN" is not a length; write it as 1.2 m/],
  ['words', ['--vertical-fov', 'wide'], /^ajar: --vertical-fov: "wide" is not an angle; write degrees/],
  ['printing and writing', ['--show', '--eye-height', '1.6'], /^ajar: --show: only prints/],
  [
    'measures from nowhere',
    ['--from', '/no/such.json'],
    /^ajar: --from: \/no\/such.json cannot be read \(ENOENT\)/,
  ],
  [
    'a picture without a screen',
    ['--test-picture'],
    /^ajar: --test-picture: needs the screen's measures; give --screen-width/,
  ],
  [
    'no number of seconds',
    ['--seconds', 'soon', '--test-picture'],
    /^ajar: --seconds: "soon" is not a number/,
  ],
];
for (const [what, flags, message] of wrong) {
  test(`${what}: one line that says what would do, status 2, and nothing written`, async () => {
    using place = scratch();
    const { status, stderr } = await ajar('calibrate', '--state', place.path('state'), ...flags);
    assert.equal(status, 2);
    assert.match(stderr, message);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    assert.ok(!existsSync(place.path('state/ajar.toml')));
  });
}

const broken: [string, (file: string) => void, RegExp][] = [
  [
    'has a mistake in it',
    (file) => writeFileSync(file, '[video\n# mine\n'),
    /ajar.toml: line 1 .*correct it first/,
  ],
  [
    'is write-protected',
    (file) => {
      writeFileSync(file, '# mine\n');
      chmodSync(file, 0o444);
    },
    /ajar.toml: cannot be written \(write-protected\); name another one with --config/,
  ],
  ['is a directory', (file) => mkdirSync(file), /ajar.toml: cannot be read \(it is a directory\)/],
];
for (const [what, make, message] of broken) {
  test(`a configuration that ${what} is left as it is`, async () => {
    using place = scratch();
    const file = place.path('ajar.toml');
    make(file);
    const content = (): string => (what === 'is a directory' ? '' : readFileSync(file, 'utf8'));
    const before = content();
    const { status, stderr } = await ajar('calibrate', '--config', file, '--eye-height', '1.6');
    assert.equal(status, 2);
    assert.match(stderr, message);
    assert.equal(content(), before);
  });
}

test('the test picture is written to a file where there is no monitor', async () => {
  using place = scratch();
  const film = place.path('picture.y4m');
  const flags = ['--test-picture', '--video-out', `file:${film}`, '--seconds', '1'];
  const { status, stderr } = await ajar('calibrate', '--state', place.path('state'), ...room, ...flags);
  assert.equal(status, 0, stderr);
  assert.match(readFileSync(film).subarray(0, 100).toString('latin1'), /^YUV4MPEG2 W1922 H1080 /);
});
