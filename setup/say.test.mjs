import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { openProgress } from './say.mjs';

/** @import { TestContext } from 'node:test' */

/**
 * @param {TestContext} t
 * @param {{ isTTY: boolean, columns?: number }} kind
 */
function watched(t, kind) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let now = 0;
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), kind);
  const progress = openProgress('installing', ' sox (sound)', stream, () => now);
  const pass = (/** @type {number} */ ms) => {
    for (const end = now + ms; now < end; ) {
      now += 200;
      t.mock.timers.tick(200);
    }
  };
  return { progress, pass, text: () => String(stream.read() ?? '') };
}

test('in a log there is a line at the start, one every ten seconds and one at the end', (t) => {
  const { progress, pass, text } = watched(t, { isTTY: false });
  progress.update('7 of 200 fetched');
  pass(25_000);
  progress.done('installed');
  pass(20_000);
  assert.deepEqual(text().split('\n'), [
    'ajar: installing sox (sound)',
    'ajar: installing: 10 s, 7 of 200 fetched',
    'ajar: installing: 20 s, 7 of 200 fetched',
    'ajar: installed (25 s)',
    '',
  ]);
});

test('on a terminal one line is rewritten in place, never wider than the terminal', (t) => {
  const { progress, pass, text } = watched(t, { isTTY: true, columns: 24 });
  pass(1000);
  progress.update('a detail that is far too long for it');
  pass(1000);
  progress.done('installed');
  const shown = text();
  assert.equal(shown.split('\n').length, 3, 'only the first and the last line end');
  const lines = shown.split('\r').map((line) => line.replace('\u001b[K', ''));
  assert.ok(
    lines.every(
      (line) =>
        line.length < 24 || line.startsWith('ajar: installed') || line.startsWith('ajar: installing sox'),
    ),
  );
  assert.equal(lines.at(-1), 'ajar: installed (2 s)\n');
});
