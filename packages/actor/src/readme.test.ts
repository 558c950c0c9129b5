import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { System } from './index.ts';

test('the example of the README runs, and says what it says there', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const body = code
    .replace(/^import .*\n/, '')
    .replaceAll(/<[^>(]*>\(/g, '(')
    .replace('import.meta.url', 'from');
  const printed: string[] = [];
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>;
  const run = new AsyncFunction('System', 'from', 'console', body);
  await run(System, import.meta.url, { log: (line: string) => printed.push(line) });
  assert.deepEqual(printed, ['hello world']);
});
