import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { PlayoutBuffer } from './playout-buffer.ts';

interface Example {
  readonly buffer: PlayoutBuffer;
  readonly nextBlock: (
    nowUs: number,
    decode: (packet: Uint8Array) => Float32Array,
    into: Float32Array,
  ) => void;
}

test('the example of the README plays what is pushed, through a loss, without a click', async (t) => {
  const { buffer, nextBlock } = await example(t);
  const into = new Float32Array(480);
  let last = 0;
  let steepest = 0;
  let loudest = 0;
  for (let block = 0; block < 2000; block++) {
    const packet = new Uint8Array(4);
    new DataView(packet.buffer).setUint32(0, block);
    if (block % 100 !== 50) buffer.push(block, block * 5000, block * 5000 + 9000, packet);
    nextBlock(block * 5000 + 9500, decode, into);
    for (let at = 0; at < 480; at += 2) {
      steepest = Math.max(steepest, Math.abs(into[at]! - last));
      last = into[at]!;
      loudest = Math.max(loudest, Math.abs(last));
    }
  }
  assert.equal(buffer.stats.concealedMs, 100);
  assert.ok(buffer.stats.skipped > 0);
  assert.ok(loudest > 0.9 && steepest < 0.08, `${loudest} loud, ${steepest} steep`);
});

/** A packet is the number of a block of a tone of 440 Hz. */
function decode(packet: Uint8Array): Float32Array {
  const block = new DataView(packet.buffer, packet.byteOffset).getUint32(0);
  return Float32Array.from({ length: 480 }, (_, at) =>
    Math.sin((2 * Math.PI * 440 * (block * 240 + (at >> 1))) / 48_000),
  );
}

async function example(t: { after(end: () => Promise<void>): void }): Promise<Example> {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const code = /```ts\n([^]*?)```/.exec(readme)?.[1];
  assert.ok(code !== undefined);
  const directory = await mkdtemp(join(tmpdir(), 'ajar-jitter-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'example.ts');
  const entry = new URL('./index.ts', import.meta.url).href;
  await writeFile(file, `${code.replace('@ajar/jitter', entry)}\nexport { buffer, nextBlock };\n`);
  return (await import(pathToFileURL(file).href)) as Example;
}
