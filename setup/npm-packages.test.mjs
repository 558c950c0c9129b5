import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { installPackages, npmFailure } from './npm-packages.mjs';
import { pinnedNode } from './pinned-node.mjs';

/** @import { TestContext } from 'node:test' */

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

test('installing runs npm ci without install scripts, then only that of the pinned Node', async (t) => {
  const root = repository(t);
  const out = silent();
  /** @type {{ command: readonly string[], env: NodeJS.ProcessEnv | undefined }[]} */
  const ran = [];

  const there = await installPackages(root, 'node_modules is missing', {
    env: { PATH: '/bin', npm_config_loglevel: 'silent', npm_config_cache: '/cache' },
    execPath: '/usr/bin/node',
    out,
    run: async (command, options) => {
      ran.push({ command, env: options?.env });
      const node = pinnedNode(root);
      mkdirSync(join(node, '..'), { recursive: true });
      writeFileSync(node, '');
      return { ok: true, status: 0, lines: [] };
    },
  });

  assert.equal(there, true);
  assert.deepEqual(
    ran.map(({ command }) => command.slice(0, 3)),
    [
      ['npm', 'ci', '--ignore-scripts'],
      ['npm', 'rebuild', 'node'],
    ],
  );
  for (const { env } of ran) assert.deepEqual(env, { npm_config_cache: '/cache', PATH: '/bin:/usr/bin' });
  assert.match(
    out.read(),
    /^ajar: installing the npm packages \(node_modules is missing\)\najar: npm packages installed/,
  );
});

const succeed = async () => ({ ok: true, status: 0, lines: [] });

test('when npm ci fails nothing else is tried; when Node did not arrive that is a failure too', async (t) => {
  const root = repository(t);
  const out = silent();
  let runs = 0;
  const failing = async () => {
    runs += 1;
    return {
      ok: false,
      status: 1,
      lines: ['npm http fetch GET 200', 'npm error code ENOSPC', 'npm error', 'npm notice'],
    };
  };
  assert.equal(await installPackages(root, 'test', { run: failing, out }), false);
  assert.equal(runs, 1);
  assert.match(
    out.read(),
    /npm ci failed \(0 s\)\n  npm error code ENOSPC\najar: the disk is full: [^\n]+\n$/,
  );

  assert.equal(await installPackages(root, 'test', { run: succeed, out }), false);
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
