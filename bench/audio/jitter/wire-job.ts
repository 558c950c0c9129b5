// The process that is the network between two ends of libwebrtc, and notes when it let each packet of sound through.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { nowUs } from '@ajar/actor';
import { type NetworkSettings, openProxy } from '@ajar/netlab';
import { runJob } from '../../video-path/child.ts';
import { ArrivalLog, type Arrivals } from './arrivals.ts';

export interface WireConfig {
  /** The port on loopback of the end that hears. */
  readonly port: number;
  readonly seed: number;
  /** Room for so many packets. */
  readonly packets: number;
}

const host = '127.0.0.1';

/** It is ready with the port to call, unimpaired until it is told what to do to what is sent there. */
runJob<WireConfig, Arrivals>(async ({ port, seed, packets }) => {
  const log = new ArrivalLog(packets);
  // Stands behind the network: what comes here has been let through.
  const tap = createSocket('udp4').bind(0, host);
  await once(tap, 'listening');
  const proxy = await openProxy({
    listen: { host, port: 0 },
    to: { host, port: tap.address().port },
    seed,
    nowUs,
  });
  let proxyPort = 0;
  tap.on('message', (datagram, from) => {
    if (from.port === port) tap.send(datagram, proxyPort, host);
    else {
      tap.send(datagram, port, host);
      log.add(nowUs(), datagram);
      proxyPort = from.port;
    }
  });
  return {
    ready: proxy.address.port,
    receive: (settings) => proxy.set({ up: settings as Partial<NetworkSettings> }),
    finish: () => log.arrivals,
  };
});
