import { report } from '../bench.ts';
import { ajarTurn } from './ajar-side.ts';
import { drawClip } from './clip.ts';
import { round } from './quality.ts';
import type { Row } from './rows.ts';
import { middle, type Summary, summarise } from './summary.ts';
import type { TurnPlan } from './turn.ts';
import { webrtcTurn } from './webrtc-side.ts';

/** How long a row is measured. */
export interface Effort {
  /** Counted seconds of each side, over all rounds. */
  readonly seconds: number;
  /** Turns of each side, one after the other. */
  readonly rounds: number;
}

/** What a row came to. The sides' figures are medians over the rounds. */
export interface RowResult {
  readonly ajar: Summary;
  readonly webrtc: Summary | null;
  readonly ratioP50: number | null;
  /** Luma of Ajar's pictures less libwebrtc's, dB. */
  readonly psnrGain: number | null;
  readonly size: string;
  readonly frameRate: number;
  readonly bitrateBps: number;
  readonly source: Row['source'];
  readonly rounds: number;
  readonly countedFrames: number;
  readonly warmUpFrames: number;
  readonly peerTrouble?: string;
}

const WARM_UP_S = 2;

/** Lets the pictures of a row pass, in turns. */
export async function measureRow(row: Row, { seconds, rounds }: Effort): Promise<RowResult> {
  const { size, fps, bitrateBps, source, isBesidePeer } = row;
  const drawn = source === 'clip' ? drawClip(size, fps) : undefined;
  const plan: TurnPlan = {
    size,
    ...(drawn && { clip: drawn.clip }),
    fps,
    bitrateBps,
    warmUpFrames: Math.round(WARM_UP_S * fps),
    frames: Math.max(1, Math.round((seconds * fps) / rounds)),
  };
  const ajarTurns: Summary[] = [];
  const webrtcTurns: Summary[] = [];
  let peerTrouble: string | undefined;
  try {
    for (let number = 1; number <= rounds; number++) {
      const taken = summarise(await ajarTurn(plan), plan);
      ajarTurns.push(taken);
      report(line('ajar', number, taken));
      if (!isBesidePeer || peerTrouble !== undefined) continue;
      try {
        const beside = summarise(await webrtcTurn(plan), plan);
        webrtcTurns.push(beside);
        report(line('webrtc', number, beside));
      } catch (error) {
        peerTrouble = (error as Error).message;
        report(`webrtc   round ${number}: ${peerTrouble}`);
      }
    }
  } finally {
    drawn?.remove();
  }
  const ajar = middle(ajarTurns);
  const webrtc = isBesidePeer && peerTrouble === undefined ? middle(webrtcTurns) : null;
  return {
    ajar,
    webrtc,
    ratioP50: both(webrtc?.p50, ajar.p50, (theirs, ours) => theirs / ours),
    psnrGain: both(webrtc?.psnr, ajar.psnr, (theirs, ours) => ours - theirs),
    size: `${size.width}x${size.height}`,
    frameRate: fps,
    bitrateBps,
    source,
    rounds,
    countedFrames: plan.frames * rounds,
    warmUpFrames: plan.warmUpFrames * rounds,
    ...(peerTrouble !== undefined && { peerTrouble }),
  };
}

function both(
  theirs: number | null | undefined,
  ours: number | null,
  compare: (theirs: number, ours: number) => number,
): number | null {
  if (theirs === null || theirs === undefined || ours === null) return null;
  return round(compare(theirs, ours), 2);
}

function line(
  side: string,
  number: number,
  { p50, p95, p99, fps, lost, skipped, mbps, cpuPct, psnr }: Summary,
): string {
  const quality = psnr === null ? '' : `, ${psnr} dB`;
  return (
    `${side.padEnd(8)} round ${number}: p50 ${p50} p95 ${p95} p99 ${p99} ms, ${fps} fps, ${lost} lost, ` +
    `${skipped} skipped before encoding, ${mbps} Mbit/s, ${cpuPct} % of a core${quality}`
  );
}
