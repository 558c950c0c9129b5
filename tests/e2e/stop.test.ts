import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Ajar, scratch } from './stage/ajar.ts';
import { descendants, isRunning } from './stage/processes.ts';

const demo = ['demo', '--view', 'none', '--size', '320x180', '--fps', '30'];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends every process within a second and leaves nothing behind`, async () => {
    using place = scratch();
    const run = new Ajar(demo, { XDG_RUNTIME_DIR: place.path('.') });
    await run.printed(/Lima: open/);
    const children = descendants(run.pid);
    assert.equal(children.length, 2 * 5, children.map(({ title }) => title).join('\n'));
    const askedMs = performance.now();
    run.signal(signal);
    assert.equal(await run.ended(), 0);
    const tookMs = performance.now() - askedMs;
    assert.ok(tookMs < 1000, `it took ${tookMs} ms`);
    assert.deepEqual(
      children.filter(({ pid }) => isRunning(pid)),
      [],
    );
    assert.deepEqual(
      readdirSync(place.path('.')).filter((name) => name.startsWith('ajar-')),
      [],
    );
  });
}

test('--seconds ends it by itself', async () => {
  const run = new Ajar([...demo, '--seconds', '1']);
  assert.equal(await run.ended(), 0);
});

test('when its first process is killed outright, the others end by themselves', async () => {
  const run = new Ajar(demo);
  await run.printed(/Lima: open/);
  const children = descendants(run.pid);
  run.signal('SIGKILL');
  await run.ended();
  for (const { pid } of children) while (isRunning(pid)) await new Promise(setImmediate);
});
