import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listPulseNodes } from './pulse-nodes.ts';

test('without a sound server there are no nodes', () => {
  process.env['PULSE_SERVER'] = 'unix:/nowhere/at/all';
  assert.deepEqual(listPulseNodes('playback'), []);
  assert.deepEqual(listPulseNodes('recording'), []);
});

test('a sound server that never answers is given up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ajar-mute-'));
  const server = createServer().listen(join(folder, 'native'));
  await once(server, 'listening');
  process.env['PULSE_SERVER'] = `unix:${join(folder, 'native')}`;
  assert.deepEqual(listPulseNodes('playback'), []);
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
