import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { siblingModule } from '../sibling-module.ts';
import { killOrphans } from './orphans.ts';

const noProc = !existsSync('/proc/self/environ') && 'there is no /proc here';

test('a host that is stopped when its supervisor is killed is killed by the next one, and others are not', {
  skip: noProc,
}, async () => {
  const program = fileURLToPath(siblingModule('../fixtures/supervisor', import.meta.url));
  const [first, second] = [1, 2].map(() => {
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    return { child, lines: createInterface(child.stdout) };
  });
  const pids = await Promise.all(
    [first!, second!].map(async ({ lines }) => Number((await once(lines, 'line'))[0])),
  );
  process.kill(pids[0]!, 'SIGSTOP');
  first!.child.kill('SIGKILL');
  await once(first!.child, 'exit');
  const killed = killOrphans();
  assert.ok(killed.includes(pids[0]!), killed.join(' '));
  assert.ok(!killed.includes(pids[1]!), killed.join(' '));
  second!.child.kill('SIGTERM');
  await once(second!.child, 'exit');
});
