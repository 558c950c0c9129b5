// Set-up as a whole, in a small repository whose npm, apt-get and sudo only write down that they were called.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findCommand, thisHost } from './detect.mjs';

/** @import { TestContext } from 'node:test' */

const setup = dirname(fileURLToPath(import.meta.url));
const skip =
  process.platform === 'linux'
    ? false
    : 'the stand-ins are shell scripts that stand in for Debian’s programs';

const npm = `#!/bin/sh
echo "npm $*" >> "$CALLS"
echo "npm http fetch GET 200 https://registry.example/ws.tgz 5ms"
case $1 in
  ci) test -z "$NPM_FAILS" || { echo 'npm error code ENOTFOUND' >&2; exit 1; }
      mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json;;
  rebuild) mkdir -p node_modules/node/bin && ln -s "$REAL_NODE" node_modules/node/bin/node;;
esac`;
const aptGet = '#!/bin/sh\necho "apt-get $*" >> "$CALLS"; echo "Setting up things (1.0)"';
const sudo = '#!/bin/sh\necho "sudo $1" >> "$CALLS"; shift; exec "$@"';

/** @param {string} path */
const isOurs = (path) => !/\.test\.mjs$|(check|build-page)\.mjs$/.test(path);

/** @param {TestContext} t */
function repository(t) {
  const root = mkdtempSync(join(tmpdir(), 'ajar-setup-'));
  t.after(() => rmSync(root, { recursive: true }));
  cpSync(setup, join(root, 'setup'), { recursive: true, filter: isOurs });
  const packages = { 'node_modules/node': { version: '24.0.0' } };
  const files = {
    'package.json': '{"type":"module"}',
    'package-lock.json': JSON.stringify({ packages }),
    'lib/libSDL2-2.0.so.0': '',
    'setup/build-page.mjs': "import { writeFileSync } from 'node:fs';\nwriteFileSync('page-built', '');",
    'setup/check.mjs':
      'if (process.env.CHECK_FAILS) { console.error("check: types failed"); process.exit(1); }',
    'packages/portal/src/cli.ts':
      'const args: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify(args));',
    'packages/link/src/frame.test.ts':
      "import { test } from 'node:test';\ntest('a frame', () => {});\ntest('no link', (t) => t.skip('no link here'));",
    'tests/e2e/door.test.ts': "import { test } from 'node:test';\ntest('a door', () => {});",
  };
  for (const [path, contents] of Object.entries(files)) place(join(root, path), contents);
  for (const [name, script] of Object.entries({ npm, 'apt-get': aptGet, sudo }))
    place(join(root, 'bin', name), script, 0o755);
  for (const name of ['env', 'sh', 'mkdir', 'cp', 'ln', 'true']) {
    symlinkSync(findCommand(name, thisHost) ?? '', join(root, 'bin', name));
  }
  return root;
}

/**
 * @param {string} path
 * @param {string} contents
 * @param {number} [mode]
 */
function place(path, contents, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
  chmodSync(path, mode);
}

/**
 * @param {string} root
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function run(root, args, env = {}) {
  const calls = join(root, 'calls');
  writeFileSync(calls, '');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['setup/run.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: {
      PATH: join(root, 'bin'),
      CALLS: calls,
      REAL_NODE: process.execPath,
      XDG_RUNTIME_DIR: root,
      ...env,
    },
  });
  return { status, stdout, stderr, calls: readFileSync(calls, 'utf8').split('\n').filter(Boolean) };
}

test('the first start installs, the second only starts; both pass the arguments on', { skip }, (t) => {
  const root = repository(t);

  const first = run(root, ['start', '--fps', '30']);
  assert.deepEqual([first.status, first.stdout], [0, '["demo","--fps","30"]\n'], first.stderr);
  assert.match(first.calls.join('\n'), /^npm ci --ignore-scripts .*\nnpm rebuild node .*$/);
  assert.match(first.stderr, /^ajar: installing the npm packages \(node_modules is missing\)/);
  assert.ok(readFileSync(join(root, 'page-built')));

  const second = run(root, ['start', '--net', 'a b']);
  assert.deepEqual([second.stdout, second.stderr, second.calls], ['["demo","--net","a b"]\n', '', []]);
});

test('a changed lock file is installed once more', { skip }, (t) => {
  const root = repository(t);
  run(root, ['start']);
  place(
    join(root, 'package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/node': { version: '24.1.0' } } }),
  );

  const { stderr, calls } = run(root, ['start']);

  assert.match(stderr, /node is 24\.0\.0, not 24\.1\.0/);
  assert.equal(calls[0]?.startsWith('npm ci'), true);
});

test('without a network a start says so in one line and fails', { skip }, (t) => {
  const { status, stdout, stderr } = run(repository(t), ['start'], { NPM_FAILS: '1' });
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /npm ci failed.*\n {2}npm error code ENOTFOUND\najar: no network: [^\n]+\n$/);
});

test('the tests install the system’s packages, check, run everything and close with one count', {
  skip,
}, (t) => {
  const root = repository(t);

  const { status, stdout, stderr, calls } = run(root, ['test']);

  assert.equal(status, 0, stderr);
  const installs = calls.filter((call) => / install .*--no-install-recommends .*chromium/.test(call));
  assert.ok(installs.length > 0 && installs.every((call) => call.includes('xvfb')), calls.join('\n'));
  assert.match(
    stderr,
    /installing with apt-get: .*xvfb \(screens for the tests and for the bench from screen to screen\)/,
  );
  assert.match(stderr, /not installed: Chromium .* Without it: the tests of the page are skipped/);
  assert.match(stderr, /checks passed/);
  assert.match(stdout, /a frame[^]*no link here[^]*a door/);
  assert.match(
    stdout,
    /\n# tests 3\n# suites 0\n# pass 2\n# fail 0\n# cancelled 0\n# skipped 1\n# todo 0\n# duration_ms \d+(\.\d+)?\n$/,
  );
});

test('with patterns only the files that match run, without the checks', { skip }, (t) => {
  const root = repository(t);
  const { status, stdout } = run(root, ['test', 'packages/link'], { CHECK_FAILS: '1' });
  assert.equal(status, 0);
  assert.match(stdout, /# tests 2\n/);

  const none = run(root, ['test', 'packages/nothing']);
  assert.deepEqual([none.status, none.stdout], [2, '']);
  assert.match(none.stderr, /no test file matches packages\/nothing: /);
});

test('failing checks, failing tests and warnings fail the run, after everything ran', { skip }, (t) => {
  const root = repository(t);
  const checked = run(root, ['test'], { CHECK_FAILS: '1' });
  assert.equal(checked.status, 1);
  assert.match(checked.stderr, /check: types failed[^]*the checks failed/);
  assert.match(checked.stdout, /# pass 2\n# fail 0\n/);

  place(
    join(root, 'packages/link/src/warn.test.ts'),
    `import { test } from 'node:test';
     test('uses something old', async () => { process.emitWarning('old', 'DeprecationWarning'); await new Promise(setImmediate); });`,
  );
  const warned = run(root, ['test']);
  assert.equal(warned.status, 1);
  assert.match(warned.stdout, /✖ uses something old[^]*# pass 2\n# fail 1\n/);
});

test('misuse is answered in one line with status 2', { skip }, (t) => {
  const root = repository(t);
  for (const [args, answer] of /** @type {const} */ ([
    [['open'], /^ajar: unknown command 'open': use start, test, bench, soak\n$/],
    [
      ['test', '--watch'],
      /^ajar: unknown flag --watch: npm test takes parts of test files’ paths, [^\n]+\n$/,
    ],
  ])) {
    const { status, stderr } = run(root, [...args]);
    assert.equal(status, 2);
    assert.match(stderr, answer);
  }
});
