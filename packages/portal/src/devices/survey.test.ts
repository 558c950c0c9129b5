import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surveyDevices } from './survey.ts';

test('a driver that ends its process is named, and hides nothing else', async () => {
  const devices = await surveyDevices(new URL('./testing/crashing-devices.ts', import.meta.url));
  assert.deepEqual(
    devices.encoders.map(({ name, works }) => [name, works]),
    [
      ['bad_one', false],
      ['good', true],
    ],
  );
  assert.match(devices.encoders[0]!.reason ?? '', /SIGKILL|ended|exit/);
  assert.deepEqual(devices.decoders, ['h264']);
  assert.deepEqual(
    devices.problems.map(({ kind }) => kind),
    ['cameras'],
  );
});
