import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('the example of the README serves the page', async () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../../setup/build-page.mjs', import.meta.url))]);
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n(?<code>[\s\S]*?)```/.exec(readme)?.groups?.['code'];
  assert.ok(example !== undefined);
  const runnable = stripTypeScriptTypes(example).replace(
    "'@ajar/web'",
    `'${new URL('index.ts', import.meta.url).href}'`,
  );
  const run = (await import(`data:text/javascript,${encodeURIComponent(runnable)}`)) as { page: string };
  assert.match(run.page, /<div id="page">/);
});
