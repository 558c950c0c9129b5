import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/**
 * A named pipe that a test writes into. It is at its end only when the test is, and a reader of it blocks while nothing is written. What
 * is written after the test goes nowhere.
 */
export function openPipe(t: TestContext): { path: string; write: (bytes: Buffer) => void } {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-pipe-'));
  const path = join(folder, 'camera');
  assert.equal(spawnSync('mkfifo', [path]).status, 0);
  // Opened for both, it does not block here while nobody reads.
  const end = openSync(path, constants.O_RDWR);
  let isOpen = true;
  t.after(() => {
    isOpen = false;
    closeSync(end);
    rmSync(folder, { recursive: true });
  });
  const write = (bytes: Buffer): void => {
    if (isOpen) writeSync(end, bytes);
  };
  return { path, write };
}
