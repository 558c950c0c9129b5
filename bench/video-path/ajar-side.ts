import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import type { Size } from '@ajar/media';
import { lostPctOf } from '../link-live/live-turn.ts';
import { framesByCapture, joinTimes } from './ajar-log.ts';
import { type AjarPath, openAjarPath } from './ajar-path.ts';
import { LoadMeter } from './load-meter.ts';
import { stagesOf } from './stages.ts';
import { frameOfStamp, type Turn, type TurnPlan } from './turn.ts';

/** Frames through Ajar, one way. */
export async function ajarTurn(plan: TurnPlan): Promise<Turn> {
  const path = await openAjarPath(plan);
  try {
    if (!plan.clip) await sleep(paintingMs(plan.size));
    const startUs = nowUs() + 100_000;
    await path.start(startUs);
    const load = await new LoadMeter(path.pids).during(plan, startUs);
    await sleep(GRACE_MS);
    return { ...(await finishTurn(path, plan)), load };
  } finally {
    path.close();
  }
}

/** Gathers what the processes of a path found. */
export async function finishTurn(path: AjarPath, plan: TurnPlan): Promise<Turn> {
  const sent = await path.camera.finish();
  const screen = await path.screen.finish();
  const link = await path.link.finish();
  const farLink = await path.farLink.finish();
  const frameAt = framesByCapture(sent.inUs);
  // Without a clip the number in the pixels is the time of their capture.
  const frameOf = (stamp: number): number | undefined => {
    if (!plan.clip) return frameAt.get(stamp);
    const frame = frameOfStamp(stamp);
    return frame >= 0 && frame < sent.inUs.length ? frame : undefined;
  };
  const { ledger, unreadable } = joinTimes(sent, link.times, screen.times, frameOf);
  const seconds = sent.inUs.length / plan.fps;
  return {
    sent,
    received: { outUs: ledger.outUs, unreadable, psnr: screen.psnr },
    mbps: (link.sentBytes * 8) / seconds / 1e6,
    load: null,
    stages: stagesOf(ledger, plan.warmUpFrames),
    gc: { camera: sent.gc, 'link here': link.gc, 'link there': farLink.gc, screen: screen.gc },
    ...(path.network && { networkLostPct: lostPctOf(await path.network.finish()) }),
  };
}

/** For frames that are still on their way when the last one has been handed in. */
const GRACE_MS = 1000;
/** Until a room has painted its people, which it does in the time that is left between pictures, ms. */
export function paintingMs({ width, height }: Size): number {
  return 2000 + (1600 * width * height) / 1e6;
}
