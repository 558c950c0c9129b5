import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pack, publishedManifest } from './pack.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

test('a published manifest points to what is built', () => {
  const manifest = publishedManifest({
    name: '@ajar/x',
    exports: { '.': './src/index.ts' },
    bin: { x: './src/cli.ts' },
    devDependencies: { y: '1.0.0' },
    dependencies: { z: '1.0.0' },
  });
  assert.deepEqual(manifest, {
    name: '@ajar/x',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    bin: { x: './dist/cli.js' },
    dependencies: { z: '1.0.0' },
  });
});

test('a packed package runs from a folder of packages, its processes too', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-pack-'));
  t.after(() => rmSync(folder, { recursive: true }));
  execFileSync(
    process.execPath,
    [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', 'packages/actor'],
    {
      cwd: root,
    },
  );
  const archive = pack('actor', folder);
  const home = join(folder, 'node_modules', '@ajar', 'actor');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', archive, '-C', home, '--strip-components=1']);
  writeFileSync(
    join(folder, 'double.mjs'),
    'export const create = (_, context) => ({ receive: (n) => { context.emit(2 * n); } });\n',
  );
  writeFileSync(
    join(folder, 'main.mjs'),
    `import { System } from '@ajar/actor';
     const system = new System();
     const said = Promise.withResolvers();
     const double = system.spawn({
       name: 'double', place: 'process', module: new URL('./double.mjs', import.meta.url), config: {},
       onReady: () => double.send(21), onMessage: said.resolve, onFailed: said.reject,
     });
     console.log(await said.promise);
     await system.stop();\n`,
  );
  const printed = execFileSync(process.execPath, ['main.mjs'], { cwd: folder, encoding: 'utf8' });
  assert.equal(printed.trim(), '42');
});
