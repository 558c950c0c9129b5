import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { createFrameMemory, FramePool } from './frame-pool.ts';
import { PipeReader, PipeWriter } from './pipe.ts';
import { createRing } from './ring.ts';

test('two threads that block pass messages to and fro, more than their rings hold', async (t) => {
  const { writer, reader } = open(t);
  for (let i = 0; i < 500; i++) {
    assert.equal(writer.send(i), 'ok');
    while (reader.take((message) => assert.equal(message, i)) === 0) reader.wait(1000);
  }
  const got: unknown[] = [];
  for (let next = 0; got.length < 3000; ) {
    while (next < 3000 && writer.send(next) === 'ok') next++;
    reader.wait(1000);
    reader.take((message) => got.push(message));
  }
  assert.deepEqual(
    got,
    Array.from({ length: 3000 }, (_, i) => i),
  );
});

test('a thread in an endless loop is ended, and the frames it had come back', async (t) => {
  const { writer, reader, worker, frames, to } = open(t);
  const pool = new FramePool(frames, 1);
  writer.send(pool.take(10));
  while (reader.take((message) => assert.equal(message, 1)) === 0) reader.wait(1000);
  writer.send('loop');
  writer.send(pool.take(10));
  assert.equal(pool.available, 1);

  await worker.terminate();
  new PipeReader(to).close();
  assert.equal(pool.reclaim(2), 2);

  assert.equal(pool.available, 3);
  assert.equal(writer.send(1), 'gone');
});

function open(t: TestContext) {
  const to = createRing(1024);
  const from = createRing(1024);
  const frames = createFrameMemory(3, 10);
  const worker = new Worker(new URL('./fixtures/peer.ts', import.meta.url), {
    workerData: { to, from, frames },
  });
  t.after(() => worker.terminate());
  return { worker, frames, to, writer: new PipeWriter(to, { reader: 2 }), reader: new PipeReader(from) };
}
