import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';

interface Example {
  receive(number: number, capturedUs: number, nowUs: number, payload: Uint8Array): void;
  play(nowUs: number, into: Float32Array): number;
}

test('the example of the README plays what is pushed, through a loss, without a click', async (t) => {
  const room = await example(t);
  const into = new Float32Array(480);
  let last = 0;
  let steepest = 0;
  let loudest = 0;
  let capturedUs = Number.NaN;
  for (let block = 0; block < 2000; block++) {
    if (block % 100 !== 50) room.receive(block, block * 5000, block * 5000 + 9000, tone(block));
    capturedUs = room.play(block * 5000 + 9500, into);
    for (let at = 0; at < 480; at += 2) {
      steepest = Math.max(steepest, Math.abs(into[at]! - last));
      last = into[at]!;
      loudest = Math.max(loudest, Math.abs(last));
    }
  }
  assert.ok(capturedUs < 10e6 && capturedUs > 9.96e6, `${capturedUs}`);
  assert.ok(loudest > 0.9 && steepest < 0.08, `${loudest} loud, ${steepest} steep`);
});

function tone(block: number): Uint8Array {
  const samples = Float32Array.from({ length: 480 }, (_, at) =>
    Math.sin((2 * Math.PI * 440 * (block * 240 + (at >> 1))) / 48_000),
  );
  return new Uint8Array(samples.buffer);
}

async function example(t: TestContext): Promise<Example> {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const code = /```ts\n([^]*?)```/.exec(readme)?.[1];
  assert.ok(code !== undefined);
  const directory = await mkdtemp(join(tmpdir(), 'ajar-jitter-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'example.ts');
  await writeFile(file, code.replace('@ajar/jitter', new URL('./index.ts', import.meta.url).href));
  return (await import(pathToFileURL(file).href)) as Example;
}
