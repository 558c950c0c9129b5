import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

test('the example of the README runs and writes what it promises', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1];
  assert.ok(example !== undefined);
  const directory = await mkdtemp(join(tmpdir(), 'ajar-screen-readme-'));
  t.after(() => rm(directory, { recursive: true }));
  await symlink(
    fileURLToPath(new URL('../../../node_modules', import.meta.url)),
    join(directory, 'node_modules'),
  );

  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module-typescript', '-e', example], {
    cwd: directory,
  });

  assert.equal(stdout, '');
  const pictures = await readFile(join(directory, 'room.y4m'));
  assert.ok(pictures.toString('latin1').startsWith('YUV4MPEG2 W640 H360 '));
  const list = JSON.parse(await readFile(join(directory, 'room.y4m.jsonl'), 'utf8')) as object;
  const documented = /```json\n(.*?)\n```/s.exec(readme)?.[1];
  assert.deepEqual(Object.keys(list), Object.keys(JSON.parse(documented ?? '{}') as object));
});
