import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { installNode, installPackages, npmFailure } from './npm-packages.mjs';
import { pinnedNode } from './pinned-node.mjs';

/** @import { TestContext } from 'node:test' */
/** @import { Run } from './command.mjs' */

/** @returns {PassThrough} */
const silent = () => new PassThrough({ encoding: 'utf8' });

/** @param {TestContext} t */
function repository(t) {
  const root = mkdtempSync(join(tmpdir(), 'ajar-setup-'));
  t.after(() => rmSync(root, { recursive: true }));
  const packages = { 'node_modules/node': { version: '24.0.0' } };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
  return root;
}

/** @typedef {{ command: readonly string[], env: NodeJS.ProcessEnv | undefined }} Call */

/**
 * A stand-in for npm that does its work.
 * @param {string} root
 * @param {Call[]} calls
 * @returns {Run}
 */
function working(root, calls) {
  return async (command, options) => {
    calls.push({ command, env: options?.env });
    if (command.includes('ci')) {
      mkdirSync(join(root, 'node_modules'));
      copyFileSync(join(root, 'package-lock.json'), join(root, 'node_modules', '.package-lock.json'));
    } else {
      mkdirSync(join(pinnedNode(root), '..'), { recursive: true });
      writeFileSync(pinnedNode(root), '');
    }
    return { ok: true, status: 0, lines: [] };
  };
}

/**
 * A stand-in for npm that does nothing.
 * @param {number} status
 * @param {string[]} lines
 * @returns {Run}
 */
function idle(status, lines) {
  return async () => ({ ok: status === 0, status, lines });
}

test('packages are installed by npm ci without their install scripts, but for that of the pinned Node', async (t) => {
  const root = repository(t);
  const out = silent();
  /** @type {Call[]} */
  const calls = [];
  const env = { PATH: '/bin', npm_config_loglevel: 'silent', npm_config_cache: '/cache' };
  const options = { env, execPath: '/usr/bin/node', out, run: working(root, calls) };

  assert.equal(await installPackages(root, 'node_modules is missing', options), true);
  assert.equal(await installNode(root, options), true);

  assert.deepEqual(calls[0]?.command.slice(0, 5), [
    'npm',
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
  ]);
  assert.deepEqual(calls[1]?.command.slice(0, 4), ['npm', 'rebuild', 'node', '--ignore-scripts=false']);
  for (const call of calls) assert.deepEqual(call.env, { npm_config_cache: '/cache', PATH: '/bin:/usr/bin' });
  assert.equal(
    out.read(),
    'ajar: installing the npm packages (node_modules is missing)\najar: npm packages installed (0 s)\n' +
      'ajar: installing Node 24.0.0, on which this project runs\najar: Node 24.0.0 installed (0 s)\n',
  );
});

test('when npm ci fails, what npm began with is shown, and a line that says what to do', async (t) => {
  const out = silent();
  const help = ['npm error', 'npm notice', 'npm http fetch GET 200 x'];
  const run = idle(1, [
    'npm warn old',
    'npm error code ENOSPC',
    'npm error nospc there is no space',
    ...help,
  ]);

  assert.equal(await installPackages(repository(t), 'test', { run, out }), false);

  const shown = out.read();
  assert.match(
    shown,
    /npm ci failed \(0 s\)\n {2}npm error code ENOSPC\n {2}npm error nospc [^\n]+\najar: the disk is full: [^\n]+\n$/,
  );
});

test('an npm that ends well but did nothing has failed', async (t) => {
  const root = repository(t);
  const out = silent();
  const lost = [
    'npm http fetch GET https://r.example/ws attempt 3 failed with EAI_AGAIN',
    'npm error Exit handler never called!',
  ];

  assert.equal(await installPackages(root, 'test', { run: idle(0, lost), out }), false);
  assert.match(out.read(), /npm ci did not do its work: node_modules is missing[^]*no network/);

  assert.equal(await installNode(root, { run: idle(0, ['rebuilt dependencies successfully']), out }), false);
  assert.match(out.read(), /Node 24\.0\.0 did not arrive: .*node is missing/);
});

test('what stopped npm is said in one line that says what to do', () => {
  const cases = {
    'npm error network request to https://registry.npmjs.org/ws failed, reason: getaddrinfo ENOTFOUND':
      'no network',
    'npm error code EAI_AGAIN': 'no network',
    'npm error nospc ENOSPC: no space left on device, write': 'the disk is full',
    'npm error code EUSAGE': 'package.json and package-lock.json do not agree',
    'npm error code SELF_SIGNED_CERT_IN_CHAIN': 'the registry’s certificate is not trusted',
    'npm error code EACCES': 'this user may not write here',
    'npm error code EINTEGRITY': 'a package is not the one that was locked',
    'npm error code E404': 'the registry does not have a package of this version',
    'npm: spawn npm ENOENT': 'npm is not on the PATH',
    'npm error something new': 'npm says why above',
  };
  for (const [line, start] of Object.entries(cases))
    assert.equal(npmFailure([line]).slice(0, start.length), start);
});
