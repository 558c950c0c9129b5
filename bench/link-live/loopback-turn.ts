import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import { generateKeyPair } from '@ajar/link';
import { type Child, startChild } from '../video-path/child.ts';
import { LoadMeter } from '../video-path/load-meter.ts';
import type { LinkEndConfig, LinkReceived, LinkSent } from './link-end-config.ts';
import type { LivePlan } from './live-plan.ts';

/** For frames that are still on their way when the last one has been handed in, ms. */
const graceMs = 500;

/** What a turn between two processes with nothing in between gave. */
export interface LoopbackTurn {
  readonly sent: LinkSent;
  readonly received: LinkReceived;
  /** Percent of one core while the counted frames passed; null where the system does not tell. */
  readonly senderCpuPct: number | null;
  readonly receiverCpuPct: number | null;
}

/** Frames from one link process to another over loopback. */
export async function loopbackTurn(
  plan: LivePlan,
  lifetimeMs: number,
  options: LinkEndConfig['options'],
): Promise<LoopbackTurn> {
  const children: Child<unknown>[] = [];
  try {
    const [here, there] = [generateKeyPair(), generateKeyPair()];
    const receiver = startChild<LinkEndConfig, LinkReceived>(
      new URL('link-receiver-job.ts', import.meta.url),
      { plan, keyPair: there, peerKey: here.publicKey, port: 0, lifetimeMs, options },
    );
    children.push(receiver);
    const port = (await receiver.ready) as number;
    const sender = startChild<LinkEndConfig, LinkSent>(new URL('link-sender-job.ts', import.meta.url), {
      plan,
      keyPair: here,
      peerKey: there.publicKey,
      port,
      lifetimeMs,
      options,
    });
    children.push(sender);
    await sender.ready;
    const startUs = nowUs() + 200_000;
    await Promise.all([sender.send(startUs), receiver.send(startUs)]);
    const load = await new LoadMeter({ sender: sender.pid, receiver: receiver.pid }).during(plan, startUs);
    const { sender: senderCpuPct = null, receiver: receiverCpuPct = null } = load?.cpuPctOf ?? {};
    await sleep(graceMs);
    const sent = await sender.finish();
    const received = await receiver.finish();
    return { sent, received, senderCpuPct, receiverCpuPct };
  } finally {
    for (const child of children) child.kill();
  }
}
