import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

test('the example of the README runs and prints what the settings promise', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([^]*?)```/.exec(readme)?.[1];
  assert.ok(example !== undefined);
  const directory = await mkdtemp(join(tmpdir(), 'ajar-netlab-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'example.ts');
  const entry = new URL('./index.ts', import.meta.url).href;
  await writeFile(file, example.replace('@ajar/netlab', entry));

  const printed: string[] = [];
  t.mock.method(console, 'log', (line: string) => printed.push(line));
  await import(pathToFileURL(file).href);
  assert.equal(printed.length, 1);
  const [, arrived] = /^(\d+) of 250 arrived, after 20 to 320 ms$/.exec(printed[0]!) ?? [];
  assert.ok(Number(arrived) > 225 && Number(arrived) < 248, printed[0]);
});
