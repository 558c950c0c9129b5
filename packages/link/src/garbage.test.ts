import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const limitBytes = 70;

test('given 40 Mbit/s of video and sound, when packets are sealed, sent, opened and assembled, then next to no garbage is made', () => {
  const script = fileURLToPath(new URL('./testing/garbage.ts', import.meta.url));
  const flags = ['--expose-gc', '--max-semi-space-size=64', '--min-semi-space-size=64'];
  const output = execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' });
  const { packets, heapBytesPerPacket } = JSON.parse(output) as {
    packets: number;
    heapBytesPerPacket: number;
  };
  assert.ok(packets > 7000);
  assert.ok(
    heapBytesPerPacket < limitBytes,
    `${heapBytesPerPacket} bytes of heap per packet, both ends together`,
  );
});
