import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ControlMessage } from '../protocol/control.ts';
import { parseStats } from '../protocol/stats.ts';
import { Door } from './door.ts';

const HELLO: ControlMessage = {
  type: 'hello',
  portals: [
    { id: 'a', name: 'Oslo', view: '/view/a' },
    { id: 'b', name: 'Kyoto', view: '/view/b' },
  ],
  net: null,
};

function stats(id: string, state: 'open' | 'connecting' | 'reconnecting', receivedBytes = 0): ControlMessage {
  return { type: 'stats', id, stats: parseStats({ state, link: { receivedBytes } })! };
}

function openDoor(): Door {
  const door = new Door();
  door.hear(HELLO, 0);
  door.hear(stats('a', 'open'), 0);
  door.hear(stats('b', 'open'), 0);
  return door;
}

test('a door is offline until it is greeted, and open when both sides are', () => {
  const door = new Door();
  assert.equal(door.view.state, 'offline');
  door.hear(HELLO, 0);
  assert.equal(door.view.state, 'connecting');
  door.hear(stats('a', 'open'), 0);
  assert.equal(door.view.state, 'connecting');
  door.hear(stats('b', 'open'), 0);
  assert.equal(door.view.state, 'open');
});

test('a door is as good as its worse side', () => {
  const door = openDoor();
  door.hear(stats('b', 'reconnecting'), 0);
  assert.equal(door.view.state, 'reconnecting');
});

test('a server that does not answer leaves no figure standing', () => {
  const door = openDoor();
  door.unreachable();
  assert.equal(door.view.state, 'offline');
  assert.deepEqual(
    door.view.portals.map(({ stats }) => stats),
    [null, null],
  );
});

test('figures are forgotten when a portal has been silent for over three seconds', () => {
  const door = openDoor();
  door.hear(stats('b', 'open'), 2000);
  door.forgetStale(3001);
  assert.equal(door.view.portals[0]?.stats, null);
  assert.notEqual(door.view.portals[1]?.stats, null);
});

test('the bit rate comes from the bytes received between stats', () => {
  const door = openDoor();
  for (let step = 1; step <= 8; step += 1) door.hear(stats('a', 'open', step * 250_000), step * 250);
  assert.equal(door.view.portals[0]?.receivedBps, 8e6);
});

test('subscribers hear of changes until they leave', () => {
  const door = new Door();
  let calls = 0;
  const leave = door.subscribe(() => {
    calls += 1;
  });
  door.hear(HELLO, 0);
  leave();
  door.hear(stats('a', 'open'), 0);
  assert.equal(calls, 1);
});

test('the past of the latency outlives a reconnection', () => {
  const door = openDoor();
  door.hear({ type: 'latency', id: 'a', points: [[5000, 21]] }, 5010);
  door.unreachable();
  door.hear(HELLO, 6000);
  assert.deepEqual(door.view.portals[0]?.history.columns[1], [21]);
  assert.equal(door.view.clockAheadMs, -10);
});
