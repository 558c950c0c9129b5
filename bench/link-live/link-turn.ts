import { generateKeyPair } from '@ajar/link';
import { type Child, startChild } from '../video-path/child.ts';
import type { LinkEndConfig } from './link-end-config.ts';
import {
  ethernetBytes,
  type LiveNetwork,
  type LivePlan,
  type LiveReceived,
  type LiveSent,
  type LiveTurn,
} from './live-plan.ts';
import { passFrames, startNetwork } from './live-turn.ts';

/** Frames from one link process through the network to another. */
export async function linkTurn(plan: LivePlan, network: LiveNetwork, lifetimeMs: number): Promise<LiveTurn> {
  const children: Child<unknown>[] = [];
  const start = <Result>(module: URL, config: LinkEndConfig): Child<Result> => {
    const child = startChild<LinkEndConfig, Result>(module, config);
    children.push(child);
    return child;
  };
  try {
    const [here, there] = [generateKeyPair(), generateKeyPair()];
    const options = { maxDatagramBytes: ethernetBytes };
    const receiver = start<LiveReceived>(new URL('link-receiver-job.ts', import.meta.url), {
      plan,
      keyPair: there,
      peerKey: here.publicKey,
      port: 0,
      lifetimeMs,
      options,
    });
    const proxy = startNetwork((await receiver.ready) as number, network);
    children.push(proxy);
    const sender = start<LiveSent>(new URL('link-sender-job.ts', import.meta.url), {
      plan,
      keyPair: here,
      peerKey: there.publicKey,
      port: (await proxy.ready) as number,
      lifetimeMs,
      options,
    });
    await sender.ready;
    return await passFrames(plan, sender, receiver, proxy);
  } finally {
    for (const child of children) child.kill();
  }
}
