import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCommand } from './command.ts';

const NODE = JSON.stringify(process.execPath);

test('all that a command writes is collected', async () => {
  const run = startCommand(`${NODE} -e "process.stdout.write(Buffer.alloc(300000, 7))"`, 60_000);
  const outcome = await run.outcome;
  assert.ok(outcome.ok);
  assert.equal(outcome.output.length, 300_000);
  assert.ok(outcome.output.every((byte) => byte === 7));
});

test('a failure is told with its status and the last line of its complaint', async () => {
  const run = startCommand(
    `${NODE} -e "console.error('warming up'); console.error('no lens'); process.exit(3)"`,
    60_000,
  );
  const outcome = await run.outcome;
  assert.ok(!outcome.ok);
  assert.equal(outcome.exitCode, 3);
  assert.match(outcome.message, /ended with status 3: no lens$/);
});

test('a command that does not end is killed together with its children', async () => {
  const script = `process.stdout.write(String(process.pid)); setInterval(() => {}, 1000)`;
  const run = startCommand(`${NODE} -e "${script}" & wait`, 1);
  // There is an outcome only when nobody holds the output any more, the child included.
  const outcome = await run.outcome;
  assert.ok(!outcome.ok);
  assert.match(outcome.message, /took longer than 0.001 s/);
});

test('a stopped command ends at once', async () => {
  const run = startCommand(`${NODE} -e "setInterval(() => {}, 1000)"`, 3_600_000);
  run.kill();
  const outcome = await run.outcome;
  assert.ok(!outcome.ok);
  assert.match(outcome.message, /was stopped/);
});
