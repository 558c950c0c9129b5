// The process that is the network between two others.
import { openProxy, type ProxyStats } from '@ajar/netlab';
import { runJob } from '../video-path/child.ts';
import type { LiveNetwork } from './live-plan.ts';

export interface NetworkConfig {
  /** The port of whoever is called, on loopback. */
  readonly port: number;
  readonly network: LiveNetwork;
}

/** It is ready with the port to call. */
runJob<NetworkConfig, ProxyStats>(async ({ port, network }) => {
  const { delayMs, lossPct, seed } = network;
  const settings = { delayMs, lossPct };
  const proxy = await openProxy({
    listen: { host: '127.0.0.1', port: 0 },
    to: { host: '127.0.0.1', port },
    up: settings,
    down: settings,
    seed,
    spinUs: 1500,
  });
  return { ready: proxy.address.port, finish: () => proxy.stats() };
});
