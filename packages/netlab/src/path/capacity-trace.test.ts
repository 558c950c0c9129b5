import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { NetlabError } from '../error.ts';
import { RecordedPath } from '../fixture/recorded-path.ts';
import { CapacityTrace, TraceCursor } from './capacity-trace.ts';

const recorded = ['ATT-LTE-driving-2016', 'TMobile-LTE-short'].flatMap((name) => [
  `${name}.up`,
  `${name}.down`,
]);

test('a full datagram leaves at each opportunity, and the trace starts again at its end', () => {
  const cursor = new TraceCursor(CapacityTrace.parse('1\n1\n5\n10\n'), 1000);
  const left = Array.from({ length: 7 }, (_, index) => cursor.serve(index === 0 ? 1000 : 2000, 1504));
  assert.deepEqual(left, [2000, 2000, 6000, 11_000, 12_000, 12_000, 16_000]);
});

test('several small ones share an opportunity, a large one takes several, what finds nothing waiting is lost', () => {
  const cursor = new TraceCursor(CapacityTrace.parse('1\n2\n3\n4\n5\n6\n100\n'), 0);
  assert.equal(cursor.serve(0, 800), 1000);
  assert.equal(cursor.serve(1000, 704), 1000);
  assert.equal(cursor.serve(1000, 3000), 3000);
  assert.equal(cursor.serve(3000, 8), 3000);
  assert.equal(cursor.serve(3500, 10), 4000);
  // The rest of the opportunity at 4 ms has passed unused, as has the one at 5 ms.
  assert.equal(cursor.serve(5500, 10), 6000);
});

test('a text that is no trace is refused with its line', () => {
  for (const [text, message] of [
    ['1\n2\nx\n', /^up\.trace, line 3, must be whole ms, none before the one above it, not NaN$/],
    ['5\n4\n', /^up\.trace, line 2, .* not 4$/],
    ['1.5\n', /line 1/],
    ['0\n0\n', /^up\.trace must last longer than 0 ms$/],
    ['', /line 1/],
  ] as const) {
    assert.throws(
      () => CapacityTrace.parse(text, 'up.trace'),
      (error) => error instanceof NetlabError && message.test(error.message) && error.field === 'up.trace',
      text,
    );
  }
});

test('an overloaded path carries what the recorded traces carry, from its first second to its last', async (t) => {
  for (const name of recorded) {
    const text = await readTrace(name);
    if (text === undefined) {
      t.skip(`the recorded trace ${name} is not beside this project`);
      return;
    }
    const trace = CapacityTrace.parse(text);
    const path = new RecordedPath(1, { trace, queueBytes: 30_000 });
    const untilUs = trace.periodMs * 1000;
    const everyUs = (1504 * 8e6) / 100e6;
    for (let nowUs = 0; nowUs < untilUs; nowUs += everyUs) path.send(nowUs, 1504);
    path.path.advance(untilUs);
    // The end of the trace is its beginning too. In one millisecond there may be more opportunities than the queue holds, and these are lost as on a real link.
    const carried = path.stats.forwarded / trace.opportunitiesMs.length;
    assert.ok(carried < 1.001 && carried > 0.9, `${name}: ${carried}`);
    assert.ok(Math.abs(trace.meanBps - (trace.opportunitiesMs.length * 12_032_000) / trace.periodMs) < 1);
  }
});

test('the queue of a trace is measured at its mean rate', () => {
  const trace = CapacityTrace.parse('1000\n');
  const path = new RecordedPath(1, { trace, queueMs: 3000 }).stream(10, 0, 1504);
  assert.deepEqual(path.delaysMs, [1000, 2000, 3000, 4000, 5000]);
});

/** A trace of the Mahimahi project from beside this one; undefined where it is not there. */
async function readTrace(name: string): Promise<string | undefined> {
  try {
    return await readFile(new URL(`../../../../../shared/traces/${name}`, import.meta.url), 'utf8');
  } catch {
    return undefined;
  }
}
