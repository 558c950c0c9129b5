import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNetworkSettings, profile } from '@ajar/netlab';
import type { NetState } from '../control/protocol.ts';
import { type ChangeableNetwork, DemoNet } from './demo-net.ts';

test('the page is shown what the worse direction does', () => {
  const { net } = opened('cable');
  assert.deepEqual(net.state, {
    delayMs: 12,
    jitterMs: 3,
    lossPct: 0.1,
    lossBurst: 1,
    bandwidthMbps: 20,
    cutUntil: null,
  });
  assert.equal(opened('perfect').net.state.bandwidthMbps, 0);
});

test('a slider changes what it is for, both ways, and leaves all other differences between the directions', () => {
  const { net, settings, told } = opened('lte');
  const before = settings();
  net.wish({ type: 'net', net: { lossPct: 4, lossBurst: 6 } });
  assert.deepEqual(settings(), {
    up: { ...before.up, lossPct: 4, lossBurst: 6 },
    down: { ...before.down, lossPct: 4, lossBurst: 6 },
  });
  net.wish({ type: 'net', net: { delayMs: undefined, bandwidthMbps: 3 } });
  assert.equal(settings().up.bandwidthBps, 3e6);
  assert.equal(settings().down.bandwidthBps, 3e6);
  assert.deepEqual([settings().up.delayMs, settings().down.delayMs], [30, 25]);
  assert.deepEqual(
    told.map(({ lossPct, bandwidthMbps }) => [lossPct, bandwidthMbps]),
    [
      [4, 12],
      [4, 3],
    ],
  );
});

test('a cut is told, and its end too', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 50_000 });
  const { net, cuts, told } = opened('perfect');
  net.wish({ type: 'cut', seconds: 2 });
  t.mock.timers.tick(1000);
  net.wish({ type: 'cut', seconds: 3 });
  t.mock.timers.tick(2999);
  assert.deepEqual(cuts, [2, 3]);
  assert.equal(net.state.cutUntil, 54_000);
  t.mock.timers.tick(1);
  assert.deepEqual(
    told.map(({ cutUntil }) => cutUntil),
    [52_000, 54_000, null],
  );
});

/** A demo's network that starts as a profile, without any sockets. */
function opened(name: string): {
  readonly net: DemoNet;
  readonly settings: () => ChangeableNetwork['settings'];
  readonly cuts: number[];
  readonly told: NetState[];
} {
  let { up, down } = profile(name);
  const cuts: number[] = [];
  const told: NetState[] = [];
  const network: ChangeableNetwork = {
    get settings() {
      return { up, down };
    },
    set({ both }) {
      up = parseNetworkSettings(both, 'up', up);
      down = parseNetworkSettings(both, 'down', down);
    },
    cut: (seconds) => cuts.push(seconds),
  };
  return {
    net: new DemoNet(network, (state) => told.push(state)),
    settings: () => network.settings,
    cuts,
    told,
  };
}
