import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import type { ProxyStats } from '@ajar/netlab';
import { lostPctOf, startNetwork } from '../link-live/live-turn.ts';
import { type Child, startChild } from './child.ts';
import { LoadMeter } from './load-meter.ts';
import type { ReceivedReport, Turn, TurnPlan } from './turn.ts';
import type { WebrtcReceiverConfig } from './webrtc-receiver.ts';
import type { WebrtcSenderMessage, WebrtcSentReport } from './webrtc-sender.ts';
import { candidatePort, type Description, withCandidatePort, withoutCandidates } from './wrtc.ts';

/** Frames through libwebrtc, one way: a sending process, UDP on loopback, a receiving process. */
export async function webrtcTurn(plan: TurnPlan): Promise<Turn> {
  const children: Child<unknown>[] = [];
  try {
    const sender = startChild<TurnPlan, WebrtcSentReport>(new URL('webrtc-sender.ts', import.meta.url), plan);
    children.push(sender);
    const offer = (await sender.ready) as Description;
    const receiver = startChild<WebrtcReceiverConfig, ReceivedReport>(
      new URL('webrtc-receiver.ts', import.meta.url),
      // Behind a network it learns where the sender is from what comes through it, and answers there.
      { plan, offer: plan.network ? withoutCandidates(offer) : offer },
    );
    children.push(receiver);
    let answer = (await receiver.ready) as Description;
    let network: Child<ProxyStats> | undefined;
    if (plan.network) {
      network = startNetwork(candidatePort(answer), plan.network);
      children.push(network);
      answer = withCandidatePort(answer, (await network.ready) as number);
    }
    const tell = (message: WebrtcSenderMessage): Promise<unknown> => sender.send(message);
    await tell({ answer });
    const startUs = nowUs() + 100_000;
    await tell({ startUs });
    const pids = { sender: sender.pid, ...(network && { network: network.pid }), receiver: receiver.pid };
    const load = await new LoadMeter(pids).during(plan, startUs);
    await sleep(GRACE_MS);
    const { sentBytes, ...sent } = await sender.finish();
    const received = await receiver.finish();
    const seconds = sent.inUs.length / plan.fps;
    const mbps = sentBytes === null ? null : (sentBytes * 8) / seconds / 1e6;
    const lostPct = network && { networkLostPct: lostPctOf(await network.finish()) };
    return { sent, received, mbps, load, ...lostPct };
  } finally {
    for (const child of children) child.kill();
  }
}

/** For frames that are still on their way when the last one has been handed in. */
const GRACE_MS = 1500;
