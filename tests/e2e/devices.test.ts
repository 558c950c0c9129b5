import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ajar } from './stage/ajar.ts';

interface Devices {
  readonly cameras: readonly { readonly spec: string }[];
  readonly monitors: readonly { readonly width: number }[];
  readonly encoders: readonly {
    readonly name: string;
    readonly codec: string;
    readonly works: boolean;
    readonly reason: string | null;
  }[];
  readonly decoders: readonly string[];
  readonly problems: readonly { readonly kind: string; readonly message: string }[];
}

test('what this machine has is listed for scripts; encoders have really encoded', async () => {
  const { status, stdout } = await ajar('devices', '--json');
  assert.equal(status, 0);
  const { encoders, decoders } = JSON.parse(stdout) as Devices;
  assert.equal(encoders.find(({ name }) => name === 'libx264')?.works, true);
  assert.ok(decoders.includes('h264'));
  for (const { works, reason } of encoders) assert.equal(reason === null, works);
});

test('a machine without anything is no error, and what works without is named', async () => {
  const { status, stdout } = await ajar('devices');
  assert.equal(status, 0);
  for (const heading of ['Cameras', 'Microphones', 'Loudspeakers', 'Monitors'])
    assert.match(stdout, new RegExp(`^${heading}\n  `, 'm'));
  assert.match(stdout, /libx264 +h264 +software/);
});
