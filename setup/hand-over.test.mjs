import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { asEnding, freshSignals } from './hand-over.mjs';

/** @import { TestContext } from 'node:test' */

const handOver = new URL('hand-over.mjs', import.meta.url).href;

/**
 * Starts a process that hands over to a program, in a process group of its own, as a terminal's would be.
 * @param {TestContext} t
 * @param {string} source the program
 */
function start(t, source) {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-setup-'));
  const program = join(folder, 'program.mjs');
  const outer = join(folder, 'outer.mjs');
  writeFileSync(program, source);
  writeFileSync(
    outer,
    `import { endLike, handOver } from ${JSON.stringify(handOver)};
     endLike(await handOver(process.execPath, [${JSON.stringify(program)}, 'one', 'two'], { cwd: '.', env: process.env }));`,
  );
  const child = spawn(process.execPath, [outer], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  t.after(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  return {
    pid: child.pid ?? 0,
    nextLine: async () => (await lines.next()).value,
    ended: once(child, 'exit'),
  };
}

test('the program gets its arguments, and no flag that it would pass on to its own processes', async (t) => {
  const { nextLine, ended } = start(
    t,
    'console.log(JSON.stringify([process.argv.slice(2), process.execArgv]));',
  );
  assert.equal(await nextLine(), '[["one","two"],[]]');
  assert.deepEqual(await ended, [0, null]);
});

test('its exit status is ours, and so is the signal that ended it', async (t) => {
  assert.deepEqual(await start(t, 'process.exit(7)').ended, [7, null]);
  assert.deepEqual(await start(t, "process.kill(process.pid, 'SIGTERM')").ended, [null, 'SIGTERM']);
  assert.deepEqual(await start(t, 'process.exit(130)').ended, [null, 'SIGINT']);
});

const countsInterrupts = `
  let interrupts = 0;
  process.on('SIGINT', () => console.log('interrupt', ++interrupts));
  process.on('SIGTERM', () => { console.log('end after', interrupts); process.exit(0); });
  setInterval(() => {}, 1000);
  console.log('ready');`;

test('a Ctrl-C, which a terminal sends to the whole group, reaches the program once', async (t) => {
  const { pid, nextLine, ended } = start(t, countsInterrupts);
  assert.equal(await nextLine(), 'ready');

  process.kill(-pid, 'SIGINT');
  assert.equal(await nextLine(), 'interrupt 1');
  process.kill(pid, 'SIGTERM');

  assert.equal(await nextLine(), 'end after 1');
  assert.deepEqual(await ended, [0, null]);
});

test('when set-up is killed outright the program is asked to end', async (t) => {
  const { pid, nextLine } = start(t, countsInterrupts);
  assert.equal(await nextLine(), 'ready');

  process.kill(-pid, 'SIGKILL');

  assert.equal(await nextLine(), 'end after 0');
});

test('the same signal twice at once is one Ctrl-C; later, or another one, it is news', () => {
  let now = 1000;
  const fresh = freshSignals(() => now);
  assert.equal(fresh('SIGINT'), true);
  now += 20;
  assert.equal(fresh('SIGINT'), false);
  assert.equal(fresh('SIGTERM'), true);
  now += 500;
  assert.equal(fresh('SIGINT'), true);
});

test('a status of 128 + n is told on as signal n, any other as it is', () => {
  assert.deepEqual(asEnding(0, null), { status: 0, signal: undefined });
  assert.deepEqual(asEnding(3, null), { status: 3, signal: undefined });
  assert.deepEqual(asEnding(143, null), { status: undefined, signal: 'SIGTERM' });
  assert.deepEqual(asEnding(null, 'SIGSEGV'), { status: undefined, signal: 'SIGSEGV' });
});
