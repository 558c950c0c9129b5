import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import type { ProxyStats } from '@ajar/netlab';
import { type Child, startChild } from '../video-path/child.ts';
import type { LiveNetwork, LivePlan, LiveReceived, LiveSent, LiveTurn } from './live-plan.ts';
import type { NetworkConfig } from './network-job.ts';

/** For frames that are still on their way when the last one has been handed in, ms. */
const graceMs = 1500;

/** Starts the process that is the network in front of a port on loopback; it is ready with the port to call instead. */
export function startNetwork(port: number, network: LiveNetwork): Child<ProxyStats> {
  return startChild<NetworkConfig, ProxyStats>(new URL('network-job.ts', import.meta.url), { port, network });
}

/** Lets the frames of a plan pass from a sender to a receiver that are ready. */
export async function passFrames(
  plan: LivePlan,
  sender: Child<LiveSent>,
  receiver: Child<LiveReceived>,
  network: Child<ProxyStats>,
): Promise<LiveTurn> {
  const startUs = nowUs() + 200_000;
  await sender.send(startUs);
  await sleep(((plan.warmUpFrames + plan.frames) / plan.fps) * 1000 + 200 + graceMs);
  const { inUs } = await sender.finish();
  const { outUs, damaged } = await receiver.finish();
  const stats = await network.finish();
  return { inUs, outUs, damaged, wireBytes: stats.up.offeredBytes, lostPct: lostPctOf(stats) };
}

/** Of the datagrams from the one that calls, how many the network lost, in percent. */
export function lostPctOf({ up }: ProxyStats): number {
  return up.offered === 0 ? 0 : (up.lost / up.offered) * 100;
}
