import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ServiceManager } from './service-manager.ts';

test('without systemd nothing is called, and nobody asks for a sign of life', async () => {
  const manager = new ServiceManager({ WATCHDOG_USEC: '2000000' }, () => assert.fail());
  assert.equal(manager.watchdogEveryMs, undefined);
  await manager.tell('READY=1');
});

test('systemd is told through its own program, one thing after the other', async (t) => {
  const place = mkdtempSync(join(tmpdir(), 'ajar-test-'));
  const before = process.env['PATH'];
  t.after(() => {
    process.env['PATH'] = before;
    rmSync(place, { recursive: true });
  });
  const said = join(place, 'said');
  const program = join(place, 'systemd-notify');
  writeFileSync(program, `#!/bin/sh\necho "$@" >> ${said}\n`);
  chmodSync(program, 0o755);
  process.env['PATH'] = `${place}:${before}`;
  const manager = new ServiceManager({ NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '3000000' }, assert.fail);
  assert.equal(manager.watchdogEveryMs, 1500);
  const first = manager.tell('READY=1', 'STATUS=the door is open');
  await Promise.all([first, manager.tell('WATCHDOG=1')]);
  assert.deepEqual(readFileSync(said, 'utf8').trim().split('\n'), [
    `--pid=${process.pid} READY=1 STATUS=the door is open`,
    `--pid=${process.pid} WATCHDOG=1`,
  ]);
});

test('a program that is missing is told once, and what makes no sense is not asked for', async (t) => {
  const before = process.env['PATH'];
  t.after(() => {
    process.env['PATH'] = before;
  });
  process.env['PATH'] = '/nowhere';
  const warnings: string[] = [];
  const manager = new ServiceManager({ NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: 'soon' }, (message) =>
    warnings.push(message),
  );
  assert.equal(manager.watchdogEveryMs, undefined);
  await manager.tell('READY=1');
  await manager.tell('STOPPING=1');
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /systemd cannot be told how it goes: .*ENOENT/);
});
