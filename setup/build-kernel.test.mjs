import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildKernel, target } from './build-kernel.mjs';

test('the kernel that is kept is what its source gives', async (t) => {
  try {
    import.meta.resolve('assemblyscript/asc');
  } catch {
    t.skip('assemblyscript is not installed');
    return;
  }
  assert.equal(readFileSync(target, 'utf8'), await buildKernel());
});
