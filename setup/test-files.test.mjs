import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { testStages } from './test-files.mjs';

/** @import { TestContext } from 'node:test' */

/** @param {TestContext} t */
function repository(t) {
  const root = mkdtempSync(join(tmpdir(), 'ajar-setup-'));
  t.after(() => rmSync(root, { recursive: true }));
  const files = [
    'packages/link/src/frame.test.ts',
    'packages/link/src/frame.ts',
    'packages/link/dist/frame.test.ts',
    'packages/actor/src/actor.test.ts',
    'packages/actor/node_modules/x/x.test.ts',
    'setup/say.test.mjs',
    'tests/e2e/door.test.ts',
    'tests/link/model.test.ts',
    'tests/soak/day.test.ts',
  ];
  for (const path of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
  return root;
}

/**
 * @param {string} root
 * @param {string[]} patterns
 */
function plan(root, patterns) {
  return testStages(root, patterns).map(({ files, concurrency }) => [
    concurrency,
    files.map((file) => relative(root, file)),
  ]);
}

test('tests that only compute run first, two at a time; those that measure then, alone; soak tests never', (t) => {
  assert.deepEqual(plan(repository(t), []), [
    [
      2,
      [
        'packages/actor/src/actor.test.ts',
        'packages/link/src/frame.test.ts',
        'setup/say.test.mjs',
        'tests/link/model.test.ts',
      ],
    ],
    [1, ['tests/e2e/door.test.ts']],
  ]);
});

test('patterns are parts of paths or globs, and stages without files disappear', (t) => {
  const root = repository(t);
  assert.deepEqual(plan(root, ['packages/link']), [[2, ['packages/link/src/frame.test.ts']]]);
  assert.deepEqual(plan(root, ['./tests/e2e/door.test.ts']), [[1, ['tests/e2e/door.test.ts']]]);
  assert.deepEqual(plan(root, ['packages/**/actor.*', 'say']), [
    [2, ['packages/actor/src/actor.test.ts', 'setup/say.test.mjs']],
  ]);
  assert.deepEqual(plan(root, ['nothing-like-it']), []);
});
