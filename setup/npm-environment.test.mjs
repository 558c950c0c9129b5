import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { innerEnvironment, npmCommand, pathWithNode } from './npm-environment.mjs';

test('an inner npm keeps where packages come from and forgets how the outer one was called', () => {
  const kept = {
    HOME: '/home/me',
    npm_config_registry: 'https://npm.example/',
    npm_config_cache: '/cache',
    npm_config_userconfig: '/home/me/.npmrc',
    HTTPS_PROXY: 'http://proxy:3128',
    'npm_config_//npm.example/:_auth': 'x',
  };
  const forgotten = {
    npm_lifecycle_event: 'start',
    npm_package_name: 'ajar',
    npm_command: 'run-script',
    npm_execpath: '/usr/lib/npm-cli.js',
    npm_config_loglevel: 'silent',
    npm_config_workspace: 'packages/link',
    npm_config_omit: 'dev',
    npm_config_ignore_scripts: 'true',
    npm_config_dry_run: 'true',
    NPM_CONFIG_GLOBAL: 'true',
    NODE_TEST_CONTEXT: 'child-v8',
  };

  assert.deepEqual(innerEnvironment({ ...kept, ...forgotten }), kept);
});

test('the npm that called is used, on a Node that npm ci leaves alone', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'ajar-setup-'));
  t.after(() => rmSync(root, { recursive: true }));
  const pinned = join(root, 'node_modules', '.bin', 'node');
  const own = join(root, 'machine', 'node');
  for (const path of [pinned, own]) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, '');
    chmodSync(path, 0o755);
  }
  const npm = '/usr/lib/node_modules/npm/bin/npm-cli.js';

  assert.deepEqual(npmCommand(root, { npm_execpath: npm, npm_node_execpath: own }, pinned), [own, npm]);
  assert.deepEqual(npmCommand(root, { npm_execpath: npm }, own), [own, npm]);
  const path = [join(pinned, '..'), join(own, '..')].join(':');
  assert.deepEqual(npmCommand(root, { npm_execpath: npm, PATH: path }, pinned), [own, npm]);
});

test('without npm around, or with another package manager, the npm on the PATH is used', () => {
  assert.deepEqual(npmCommand('/repo', {}, '/usr/bin/node'), ['npm']);
  assert.deepEqual(npmCommand('/repo', { npm_execpath: '/opt/pnpm/bin/pnpm.cjs' }, '/usr/bin/node'), ['npm']);
  assert.deepEqual(npmCommand('/repo', { npm_execpath: '/opt/yarn/yarn.js' }, '/usr/bin/node'), ['npm']);
});

test('install scripts find the npm beside the running Node', () => {
  assert.equal(pathWithNode({ PATH: '/bin' }, '/opt/node/bin/node'), '/bin:/opt/node/bin');
  assert.equal(pathWithNode({}, '/opt/node/bin/node'), '/opt/node/bin');
});
