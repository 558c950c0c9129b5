import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

test('the example of the README serves the page', async (t) => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../../setup/build-page.mjs', import.meta.url))]);
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n(?<code>[\s\S]*?)```/.exec(readme)?.groups?.['code'];
  assert.ok(example !== undefined);
  const folder = mkdtempSync(join(tmpdir(), 'ajar-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'example.ts');
  writeFileSync(file, example.replace("'@ajar/web'", `'${new URL('index.ts', import.meta.url).href}'`));
  const run = (await import(pathToFileURL(file).href)) as { page: string };
  assert.match(run.page, /<div id="page">/);
});
