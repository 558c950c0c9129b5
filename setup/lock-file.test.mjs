import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { countFetched, lockedVersion, whyInstall } from './lock-file.mjs';

/** @import { TestContext } from 'node:test' */
/** @typedef {{ optionalDependencies?: Record<string, string> }} Entry */

const lock = {
  '': { version: '0.1.0' },
  'packages/link': { version: '0.1.0' },
  'node_modules/ws': { version: '8.23.0' },
  'node_modules/@ajar/link': { resolved: 'packages/link', link: true },
  'node_modules/for-windows': { version: '1.0.0', optional: true, os: ['win32'] },
  'node_modules/for-linux': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
  'node_modules/for-alpine': {
    version: '1.0.0',
    optional: true,
    os: ['linux'],
    cpu: ['x64'],
    libc: ['musl'],
  },
};
const { '': _root, 'node_modules/for-windows': _elsewhere, ...installed } = lock;

/**
 * @param {TestContext} t
 * @param {object} [hidden] what node_modules holds; undefined for none
 */
function repository(t, hidden) {
  const root = mkdtempSync(join(tmpdir(), 'ajar-setup-'));
  t.after(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: lock }));
  if (!hidden) return root;
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: hidden }));
  return root;
}

test('nothing is installed again when node_modules holds what the lock file names', (t) => {
  assert.equal(whyInstall(repository(t, installed)), undefined);
});

test('a clone without node_modules, or with half of it, is installed', (t) => {
  assert.equal(whyInstall(repository(t)), 'node_modules is missing');
  const half = repository(t);
  mkdirSync(join(half, 'node_modules'));
  assert.equal(whyInstall(half), 'an earlier installation did not end');
});

test('another version, a package that is not there and another link are reasons, and named', (t) => {
  const older = { ...installed, 'node_modules/ws': { version: '8.0.0' } };
  assert.equal(whyInstall(repository(t, older)), 'ws is 8.0.0, not 8.23.0');
  const { 'node_modules/ws': _, ...without } = installed;
  assert.equal(whyInstall(repository(t, without)), 'ws is missing');
  const moved = { ...installed, 'node_modules/@ajar/link': { resolved: 'packages/old', link: true } };
  assert.equal(
    whyInstall(repository(t, moved)),
    '@ajar/link is linked to packages/old, not linked to packages/link',
  );
});

test('the packages to fetch are those for this kind of machine, without our own', (t) => {
  const root = repository(t);
  assert.equal(countFetched(root, { platform: 'linux', arch: 'x64' }), 2);
  assert.equal(countFetched(root, { platform: 'linux', arch: 'arm64' }), 1);
  assert.equal(countFetched(root, { platform: 'win32', arch: 'x64' }), 2);
  assert.equal(lockedVersion(root, 'ws'), '8.23.0');
  assert.equal(lockedVersion(root, 'nothing'), undefined);
});

/**
 * The places where Node looks for what the package at a path needs.
 * @param {string} path
 * @returns {string[]}
 */
function folders(path) {
  const outer = path.lastIndexOf('/node_modules/');
  if (outer >= 0) return [`${path}/node_modules/`, ...folders(path.slice(0, outer))];
  return [`${path}/node_modules/`, 'node_modules/'];
}

// npm leaves out what the registry at hand does not have, and then refuses its own lock file.
test('our lock file names the packages of every platform, so that npm ci accepts it everywhere', () => {
  /** @type {{ packages: Record<string, Entry> }} */
  const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !folders(path).some((folder) => packages[folder + name]),
    ),
  );
  assert.deepEqual(missing, []);
});
