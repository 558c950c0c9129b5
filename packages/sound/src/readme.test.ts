import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { WAV_HEADER_BYTES } from './sinks/wav-header.ts';

test('the example of the README records a second of speech', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([^]*?)```/.exec(readme)?.[1];
  assert.ok(example !== undefined);
  const directory = await mkdtemp(join(tmpdir(), 'ajar-sound-'));
  t.after(() => rm(directory, { recursive: true }));
  const entry = new URL('./index.ts', import.meta.url).href;
  await writeFile(join(directory, 'example.ts'), example.replace('@ajar/sound', entry));

  const { stdout } = await promisify(execFile)(process.execPath, ['example.ts'], { cwd: directory });

  assert.equal(stdout, '');
  const bytes = await readFile(join(directory, 'heard.wav'));
  const samples = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + WAV_HEADER_BYTES, bytes.byteOffset + bytes.length),
  );
  assert.ok(samples.length >= 2 * 48_000);
  assert.ok(samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0) > 0.1);
});
