import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { parts } from './parts.mjs';
import { advice, aptCommands, aptFailure, bringParts } from './system-packages.mjs';

/** @import { TestContext } from 'node:test' */
/** @import { Command } from './command.mjs' */
/** @import { Host } from './detect.mjs' */

const sox = parts.filter((part) => part.name === 'SoX');
const voice = parts.filter((part) => part.name === 'SoX' || part.name === 'eSpeak NG');

/** @returns {PassThrough} */
const sink = () => new PassThrough({ encoding: 'utf8' });

/**
 * @param {TestContext} t
 * @param {{ programs: string[], userId?: number, lists?: boolean }} given
 * @returns {Host}
 */
function machine(t, { programs, userId = 0, lists = true }) {
  const root = mkdtempSync(join(tmpdir(), 'ajar-setup-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'bin'));
  for (const name of programs) addProgram(root, name);
  mkdirSync(join(root, 'var/lib/apt/lists'), { recursive: true });
  if (lists) writeFileSync(join(root, 'var/lib/apt/lists/deb_Packages.lz4'), '');
  return { platform: 'linux', arch: 'x64', env: { PATH: join(root, 'bin') }, root, userId };
}

/**
 * @param {string} root
 * @param {string} name
 */
function addProgram(root, name) {
  writeFileSync(join(root, 'bin', name), '');
  chmodSync(join(root, 'bin', name), 0o755);
}

/**
 * A stand-in for running commands: the answers in turn, then success, which installs what was asked for.
 * @param {Host} host
 * @param {string[][]} answers what failing commands print
 */
function recorder(host, answers = []) {
  /** @type {string[]} */
  const ran = [];
  const run = async (/** @type {Command} */ command) => {
    ran.push(command.filter((word) => !word.includes('=') && word !== '-o' && word !== '-q').join(' '));
    const lines = answers.shift();
    if (lines) return { ok: false, status: 100, lines };
    for (const name of ['sox', 'espeak-ng']) if (command.includes(name)) addProgram(host.root, name);
    return { ok: true, status: 0, lines: [] };
  };
  return { ran, run };
}

test('what is there is not installed again', async (t) => {
  const host = machine(t, { programs: ['apt-get', 'sox'] });
  const { ran, run } = recorder(host);
  assert.deepEqual(await bringParts(sox, host, { run, out: sink() }), []);
  assert.deepEqual(ran, []);
});

test('root installs with apt-get, and looks afterwards whether it helped', async (t) => {
  const host = machine(t, { programs: ['apt-get'] });
  const { ran, run } = recorder(host);
  const out = sink();
  assert.deepEqual(await bringParts(voice, host, { run, out }), []);
  assert.equal(
    out.read(),
    'ajar: installing with apt-get: espeak-ng (a voice for the tests), sox (the tests’ sound files)\n' +
      'ajar: system packages installed (0 s)\n',
  );
  assert.deepEqual(ran, ['env apt-get install -y --no-install-recommends espeak-ng sox']);
});

test('whoever may sudo without a password does it that way', async (t) => {
  const host = machine(t, { programs: ['apt-get', 'sudo'], userId: 1000 });
  const { ran, run } = recorder(host);
  assert.deepEqual(await bringParts(sox, host, { run, out: sink() }), []);
  assert.deepEqual(ran, ['sudo -n true', 'sudo -n env apt-get install -y --no-install-recommends sox']);
});

test('whoever may not, has no sudo or no apt-get is left with the part missing, and nothing is run', async (t) => {
  const asked = machine(t, { programs: ['apt-get', 'sudo'], userId: 1000 });
  const refused = recorder(asked, [['sudo: a password is required']]);
  assert.deepEqual(await bringParts(sox, asked, { run: refused.run, out: sink() }), sox);
  assert.deepEqual(refused.ran, ['sudo -n true']);

  for (const given of [{ programs: ['apt-get'], userId: 1000 }, { programs: ['dnf'] }]) {
    const host = machine(t, given);
    const { ran, run } = recorder(host);
    assert.deepEqual(await bringParts(sox, host, { run, out: sink() }), sox);
    assert.deepEqual(ran, []);
  }
});

test('missing package lists are fetched first, stale ones after an install that fails', async (t) => {
  const bare = machine(t, { programs: ['apt-get'], lists: false });
  const first = recorder(bare);
  assert.deepEqual(await bringParts(sox, bare, { run: first.run, out: sink() }), []);
  assert.deepEqual(first.ran, ['env apt-get update', 'env apt-get install -y --no-install-recommends sox']);

  const stale = machine(t, { programs: ['apt-get'] });
  const second = recorder(stale, [['E: Failed to fetch http://deb.example/sox.deb  404  Not Found']]);
  assert.deepEqual(await bringParts(sox, stale, { run: second.run, out: sink() }), []);
  assert.deepEqual(second.ran, [
    'env apt-get install -y --no-install-recommends sox',
    'env apt-get update',
    'env apt-get install -y --no-install-recommends sox',
  ]);
});

test('a package that the system does not have does not keep the others away', async (t) => {
  const host = machine(t, { programs: ['apt-get'] });
  const unknown = ['E: Unable to locate package espeak-ng'];
  const run = async (/** @type {Command} */ command) => {
    if (command.includes('espeak-ng')) return { ok: false, status: 100, lines: unknown };
    if (command.includes('sox')) addProgram(host.root, 'sox');
    return { ok: true, status: 0, lines: [] };
  };
  const missing = await bringParts(voice, host, { run, out: sink() });
  assert.deepEqual(
    missing.map((part) => part.name),
    ['eSpeak NG'],
  );
});

test('package lists that another program holds are waited for, but not for ever', async (t) => {
  const locked = ['E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)'];
  const host = machine(t, { programs: ['apt-get'], lists: false });
  const { ran, run } = recorder(host, [locked, locked]);
  let waits = 0;
  const wait = async () => {
    waits += 1;
  };
  assert.deepEqual(await bringParts(sox, host, { run, wait, out: sink() }), []);
  assert.equal(waits, 2);
  assert.equal(ran.at(-1), 'env apt-get install -y --no-install-recommends sox');

  const stuck = machine(t, { programs: ['apt-get'] });
  const always = async () => ({ ok: false, status: 100, lines: locked });
  assert.deepEqual(await bringParts(sox, stuck, { run: always, wait, out: sink() }), sox);
});

test('apt-get asks nobody, brings no more than needed and waits for its lock', () => {
  const { update, install } = aptCommands(['sox'], 'root');
  assert.ok(
    update.includes('DEBIAN_FRONTEND=noninteractive') && install.includes('DEBIAN_FRONTEND=noninteractive'),
  );
  assert.ok(install.includes('--no-install-recommends') && install.includes('DPkg::Lock::Timeout=120'));
  assert.deepEqual(aptCommands(['sox'], 'sudo').install.slice(0, 3), ['sudo', '-n', 'env']);
});

/** @param {Host} host */
const last = (host) => advice(voice, host).at(-1);

test('advice says what is missing, what that costs and the one command for this system', (t) => {
  const user = machine(t, { programs: ['apt-get'], userId: 1000 });
  assert.deepEqual(advice(sox, user), [
    'not installed: SoX (the tests’ sound files). Without it: the tests of speech from room to room are skipped.',
    'to install, type: sudo apt-get install --no-install-recommends sox',
  ]);
  assert.equal(last(machine(t, { programs: ['dnf'] })), 'to install, type: dnf install espeak-ng sox');
  const arch = machine(t, { programs: ['pacman'], userId: 1000 });
  assert.equal(last(arch), 'to install, type: sudo pacman -S --needed espeak-ng sox');
  assert.equal(
    last(machine(t, { programs: ['brew'], userId: 501 })),
    'to install, type: brew install espeak-ng sox',
  );
  assert.equal(
    last(machine(t, { programs: [] })),
    'to install, use your system’s packages of eSpeak NG, SoX',
  );
  assert.deepEqual(advice([], user), []);
});

test('what stopped apt-get is said in one line', () => {
  assert.equal(
    aptFailure(['Err:1 http://x', "Temporary failure resolving 'x'"]),
    'no network: apt-get could not reach its servers',
  );
  assert.equal(
    aptFailure(["E: You don't have enough free space in /var/cache/apt/archives/."]),
    'the disk is full',
  );
  assert.equal(aptFailure(['reading', 'E: broken in a new way']), 'E: broken in a new way');
  assert.equal(aptFailure([]), 'apt-get failed without saying why');
});
