import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs, RuntimeDirectory } from '@ajar/actor';
import { generateKeyPair } from '@ajar/link';
import type { ProxyStats } from '@ajar/netlab';
import { lostPctOf, startNetwork } from '../link-live/live-turn.ts';
import type { AjarCameraConfig } from './ajar-camera.ts';
import type { AjarLinkConfig, AjarLinkReport } from './ajar-link.ts';
import type { AjarScreenConfig, AjarScreenReport } from './ajar-screen.ts';
import { type Child, startChild } from './child.ts';
import { LoadMeter } from './load-meter.ts';
import type { SentReport, Turn, TurnPlan } from './turn.ts';

/** Frames through Ajar, one way: camera process, link process, UDP on loopback, link process, screen process. */
export async function ajarTurn(plan: TurnPlan): Promise<Turn> {
  const runtime = new RuntimeDirectory();
  const children: Child<unknown>[] = [];
  const start = <Config, Result>(module: URL, config: Config): Child<Result> => {
    const child = startChild<Config, Result>(module, config);
    children.push(child);
    return child;
  };
  try {
    const here = generateKeyPair();
    const there = generateKeyPair();
    const linkModule = new URL('ajar-link.ts', import.meta.url);
    const sockets = { here: runtime.socket('here'), there: runtime.socket('there') };
    const called = start<AjarLinkConfig, AjarLinkReport>(linkModule, {
      socket: sockets.there,
      keyPair: there,
      peerKey: here.publicKey,
      port: undefined,
    });
    let port = (await called.ready) as number;
    let network: Child<ProxyStats> | undefined;
    if (plan.network) {
      network = startNetwork(port, plan.network);
      children.push(network);
      port = (await network.ready) as number;
    }
    const caller = start<AjarLinkConfig, AjarLinkReport>(linkModule, {
      socket: sockets.here,
      keyPair: here,
      peerKey: there.publicKey,
      port,
    });
    await caller.ready;
    const screen = start<AjarScreenConfig, AjarScreenReport>(new URL('ajar-screen.ts', import.meta.url), {
      plan,
      socket: sockets.there,
    });
    const camera = start<AjarCameraConfig, SentReport>(new URL('ajar-camera.ts', import.meta.url), {
      plan,
      socket: sockets.here,
    });
    await Promise.all([screen.ready, camera.ready]);
    const startUs = nowUs() + 100_000;
    await camera.send(startUs);
    const cpuPct = await new LoadMeter(children.map(({ pid }) => pid)).during(plan, startUs);
    await sleep(GRACE_MS);
    const sent = await camera.finish();
    const { stagesMs, ...received } = await screen.finish();
    const { sentBytes } = await caller.finish();
    const seconds = sent.inUs.length / plan.fps;
    const lostPct = network && { networkLostPct: lostPctOf(await network.finish()) };
    return { sent, received, mbps: (sentBytes * 8) / seconds / 1e6, cpuPct, stagesMs, ...lostPct };
  } finally {
    for (const child of children) child.kill();
    runtime.close();
  }
}

/** For frames that are still on their way when the last one has been handed in. */
const GRACE_MS = 1000;
