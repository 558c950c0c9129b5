import { NetlabError } from '../error.ts';
import { type NetworkDescription, parseNetwork } from './network.ts';
import type { NetworkSettings } from './settings.ts';

/** All named networks, from the best to the worst. */
export const profiles: readonly NetworkDescription[] = Object.freeze([
  symmetric('perfect', 'nothing in between: no delay, no loss, no limit', {}),
  symmetric('lan', 'gigabit Ethernet in one building', { delayMs: 0.3, jitterMs: 0.05, bandwidthBps: 1e9 }),
  symmetric('wifi', 'a good Wi-Fi in the same room', {
    delayMs: 2,
    jitterMs: 2,
    lossPct: 0.1,
    bandwidthBps: 200e6,
  }),
  symmetric('wifi-busy', 'a Wi-Fi that many share, two walls away', {
    delayMs: 5,
    jitterMs: 12,
    lossPct: 1,
    bandwidthBps: 40e6,
    queueMs: 200,
  }),
  symmetric('fibre', 'fibre to the home at both ends, one country', {
    delayMs: 8,
    jitterMs: 0.5,
    lossPct: 0.01,
    bandwidthBps: 500e6,
  }),
  profileOf(
    'cable',
    'cable modem: fast down, narrow up with a deep queue',
    { delayMs: 12, jitterMs: 3, lossPct: 0.1, bandwidthBps: 20e6, queueMs: 300 },
    { delayMs: 12, jitterMs: 2, lossPct: 0.1, bandwidthBps: 200e6 },
  ),
  profileOf(
    'dsl',
    'VDSL: 40 Mbit/s up, 100 down',
    { delayMs: 15, jitterMs: 1, lossPct: 0.05, bandwidthBps: 40e6, queueMs: 150 },
    { delayMs: 15, jitterMs: 1, lossPct: 0.05, bandwidthBps: 100e6 },
  ),
  profileOf(
    'lte',
    'mobile network at rest: 12 Mbit/s up, 40 down, jittery',
    { delayMs: 30, jitterMs: 10, lossPct: 0.3, bandwidthBps: 12e6, queueMs: 400 },
    { delayMs: 25, jitterMs: 8, lossPct: 0.3, bandwidthBps: 40e6, queueMs: 400 },
  ),
  symmetric('transatlantic', 'Europe to the east coast of America over good lines', {
    delayMs: 40,
    jitterMs: 1,
    lossPct: 0.05,
    bandwidthBps: 100e6,
  }),
  symmetric('transpacific', 'Japan to Europe over good lines', {
    delayMs: 115,
    jitterMs: 2,
    lossPct: 0.1,
    bandwidthBps: 100e6,
  }),
  parseNetwork({
    name: 'managed',
    description: 'a narrow line that TCP fills, with CoDel to keep its queue short',
    both: { delayMs: 15, bandwidthBps: 20e6, queueMs: 1000, queue: 'codel' },
    tcp: [{ direction: 'up', rttMs: 40 }],
  }),
  parseNetwork({
    name: 'bufferbloat',
    description: 'the same narrow line, TCP, and a queue of a second',
    both: { delayMs: 15, bandwidthBps: 20e6, queueMs: 1000 },
    tcp: [{ direction: 'up', rttMs: 40 }],
  }),
  symmetric('jittery', 'delays with a heavy tail, and datagrams that overtake each other', {
    delayMs: 20,
    jitterMs: 20,
    jitterShape: 'pareto',
    reorder: true,
  }),
  symmetric('lossy', '20 ms away, and 5 % of the datagrams get lost', { delayMs: 20, lossPct: 5 }),
  symmetric('burst-loss', '20 ms away, and 1 % of the datagrams get lost, ten in a row', {
    delayMs: 20,
    lossPct: 1,
    lossBurst: 10,
  }),
  parseNetwork({
    name: 'handover',
    description: 'Wi-Fi that a phone leaves after 10 s, LTE, and Wi-Fi again after 30 s',
    both: { delayMs: 5, jitterMs: 3, lossPct: 0.2, bandwidthBps: 50e6 },
    events: [
      { atMs: 10_000, holdMs: 300, rebind: true, both: { delayMs: 30, jitterMs: 10, bandwidthBps: 12e6 } },
      { atMs: 30_000, cutMs: 200, rebind: true, both: { delayMs: 5, jitterMs: 3, bandwidthBps: 50e6 } },
    ],
  }),
  symmetric('bad', 'a hotel: far, jittery, lossy and narrow', {
    delayMs: 50,
    jitterMs: 20,
    lossPct: 3,
    bandwidthBps: 6e6,
    queueMs: 300,
    duplicatePct: 0.1,
  }),
]);

/**
 * The network with this name.
 * @throws {NetlabError} `unknown-profile`; the message lists the names there are
 */
export function profile(name: string): NetworkDescription {
  const found = profiles.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const names = profiles.map((known) => known.name).join(', ');
  throw new NetlabError(
    'unknown-profile',
    `no network profile is called ${JSON.stringify(name)}; there are ${names}`,
  );
}

function symmetric(name: string, description: string, both: Partial<NetworkSettings>): NetworkDescription {
  return parseNetwork({ name, description, both });
}

function profileOf(
  name: string,
  description: string,
  up: Partial<NetworkSettings>,
  down: Partial<NetworkSettings>,
): NetworkDescription {
  return parseNetwork({ name, description, up, down });
}
