import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateKeyPair } from '@ajar/link';
import { Portal } from './index.ts';

test('the portal of the README starts, says where it is, and stops', async () => {
  const bound = Promise.withResolvers<number>();
  const portal = new Portal(
    {
      name: 'Oslo',
      keyPair: generateKeyPair(),
      peerKey: generateKeyPair().publicKey,
      listen: { host: '127.0.0.1', port: 0 },
      ...{ videoIn: 'none:', videoOut: 'none:', audioIn: 'none:', audioOut: 'none:' },
      ...{ connect: undefined, size: undefined, fps: 60, bitrateBps: undefined, room: 0 },
    },
    {
      onState() {},
      onBound: ({ port }) => bound.resolve(port),
      onWarning: (message) => bound.reject(new Error(message)),
      onFatal: (message) => bound.reject(new Error(message)),
      onClosed() {},
    },
  );
  portal.start();
  assert.ok((await bound.promise) > 0);
  assert.equal(portal.stats().portal, 'Oslo');
  await portal.stop();
});
