// Runs the tests of the repository with the reporter of `node --test`, all stages as one run: one list of failures,
// one count at the end. On the pinned Node: `node setup/run-tests.mjs [PATTERN…]`.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { say } from './say.mjs';
import { testStages } from './test-files.mjs';

/** @import { TestEvent } from 'node:test/reporters' */
/** @import { Stage } from './test-files.mjs' */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const countNames = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo', 'duration_ms'];
const stop = new AbortController();

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => {
    stop.abort();
    process.exitCode = 128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal];
  });
}

const stages = testStages(root, process.argv.slice(2));
if (stages.length === 0) {
  say(
    `no test file matches ${process.argv.slice(2).join(' ')}: give a part of its path, such as packages/link or frame.test.ts`,
  );
  process.exitCode = 2;
} else {
  mkdirSync(join(root, '.artifacts'), { recursive: true });
  const failed = await runStages(stages);
  process.exitCode ||= failed ? 1 : 0;
}

/**
 * @param {Stage[]} stages
 * @returns {Promise<boolean>} whether anything failed
 */
async function runStages(stages) {
  /** @type {Map<string, number>} */
  const counts = new Map(countNames.map((name) => [name, 0]));
  await pipeline(Readable.from(oneRun(stages, counts)).compose(new spec()), process.stdout, { end: false });
  // Off a terminal the counts are for programs, which know them by the sign of TAP.
  const sign = process.stdout.isTTY ? 'ℹ' : '#';
  for (const [name, count] of counts) process.stdout.write(`${sign} ${name} ${count}\n`);
  const total = (/** @type {string} */ name) => counts.get(name) ?? 0;
  return total('fail') + total('cancelled') > 0 || total('tests') === 0;
}

/**
 * The events of all stages, one after the other, without each stage's closing counts, which are added up instead.
 * @param {Stage[]} stages
 * @param {Map<string, number>} counts
 */
async function* oneRun(stages, counts) {
  for (const { files, concurrency, hangMs } of stages) {
    if (stop.signal.aborted) return;
    const events = run({
      files,
      concurrency,
      cwd: root,
      timeout: hangMs,
      signal: stop.signal,
      execArgv: ['--import', new URL('strict-warnings.mjs', import.meta.url).href],
    });
    for await (const event of /** @type {AsyncIterable<TestEvent>} */ (events)) {
      if (!addCount(event, counts)) yield event;
    }
  }
}

/**
 * @param {TestEvent} event
 * @param {Map<string, number>} counts
 * @returns {boolean} whether the event was a closing count
 */
function addCount(event, counts) {
  if (event.type !== 'test:diagnostic' || event.data.nesting !== 0 || event.data.file !== undefined)
    return false;
  const [name = '', value] = event.data.message.split(' ');
  const count = counts.get(name);
  if (count === undefined) return false;
  counts.set(name, count + Number(value));
  return true;
}
