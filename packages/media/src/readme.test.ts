import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

test('the example of the README encodes a room and reads every stamp out of the decoded pictures', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([^]*?)```/.exec(readme)?.[1];
  assert.ok(example !== undefined);
  const directory = await mkdtemp(join(tmpdir(), 'ajar-media-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'example.ts');
  await writeFile(file, example.replace('@ajar/media', new URL('./index.ts', import.meta.url).href));

  const printed: unknown[][] = [];
  t.mock.method(console, 'log', (...words: unknown[]) => printed.push(words));
  await import(pathToFileURL(file).href);

  assert.deepEqual(
    printed.map(([kind]) => kind),
    ['keyframe', ...Array.from({ length: 9 }, () => 'picture')],
  );
  for (const [, bytes, isRight] of printed) {
    assert.ok((bytes as number) <= (8_000_000 / 8 / 60) * 1.1);
    assert.equal(isRight, true);
  }
});
