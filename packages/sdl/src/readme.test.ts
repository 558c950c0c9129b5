import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadSdl } from './library.ts';
import { startXServer, whyNoXServer } from './testing/x-server.ts';

test('the example of the README runs', async (t) => {
  try {
    loadSdl();
  } catch (error) {
    t.skip((error as Error).message);
    return;
  }
  const whyNot = whyNoXServer();
  if (whyNot !== undefined) {
    t.skip(whyNot);
    return;
  }

  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1];
  assert.ok(example !== undefined);
  const server = await startXServer(640, 360);
  t.after(() => server.stop());

  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '-e', `${example}\nconsole.log('done');`],
    {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { ...process.env, DISPLAY: server.display, SDL_VIDEODRIVER: 'x11' },
    },
  );
  assert.equal(stdout, 'done\n');
});
