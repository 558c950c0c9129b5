import { Playout } from '@ajar/jitter';
import { playoutPatience } from '@ajar/sound';

/** Two clocks that differ, for a long time. */
export interface DriftRun {
  /** How much faster the sender's clock runs, parts per million. */
  readonly ppm: number;
  readonly hours: number;
  /** Samples a second: the full rate, or less of them where only decisions count. */
  readonly sampleRate: number;
  /** Standard deviation of the network's delays. */
  readonly jitterMs: number;
}

/** What is left after five minutes in which the drift is learned. */
export interface DriftResult {
  /** Blocks left out, and found missing. */
  skipped: number;
  underruns: number;
  concealedMs: number;
  /** Sound left out and repeated to keep to the delay. */
  stretchedMs: number;
  /** From capture to ear. */
  leastMs: number;
  mostMs: number;
  /** Largest difference between the pitch heard and the one captured, over a second. */
  mostCents: number;
}

const blockUs = 10_000;
const settledUs = 300e6;
const delayUs = 20_000;

/** Plays for hours in virtual time; about 300 times as fast as that at the full rate. */
export function runDrift(run: DriftRun, progress: (hours: number) => void): DriftResult {
  const { sampleRate } = run;
  const block = new Float32Array((sampleRate * blockUs) / 1e6).fill(0.1);
  const playout = new Playout({ ...playoutPatience, decode: () => block, sampleRate, channels: 1, blockUs });
  const into = new Float32Array(block.length);
  const payload = new Uint8Array(1);
  const sentEveryUs = blockUs / (1 + run.ppm / 1e6);
  const late = wandering(run.jitterMs * 1000);
  const untilUs = run.hours * 3600e6;
  let number = 0;
  let arrivalUs = delayUs;
  let before: ReturnType<typeof totals> | undefined;
  let leastUs = Infinity;
  let mostUs = 0;
  let mostCents = 0;
  let secondUs = Number.NaN;
  let secondCapturedUs = Number.NaN;
  for (let pull = 0; ; pull++) {
    const nowUs = 1234 + pull * blockUs;
    if (nowUs > untilUs) break;
    while (arrivalUs <= nowUs) {
      playout.push(number >>> 0, number * sentEveryUs, arrivalUs, payload);
      number++;
      arrivalUs = Math.max(arrivalUs, number * sentEveryUs + delayUs + late());
    }
    const capturedUs = playout.pull(nowUs, into);
    if (pull % 360_000 === 0) progress(nowUs / 3600e6);
    if (nowUs < settledUs) continue;
    before ??= totals(playout);
    leastUs = Math.min(leastUs, nowUs - capturedUs);
    mostUs = Math.max(mostUs, nowUs - capturedUs);
    if (pull % 100 !== 0) continue;
    const ratio = (capturedUs - secondCapturedUs) / (nowUs - secondUs);
    if (!Number.isNaN(ratio)) mostCents = Math.max(mostCents, Math.abs(1200 * Math.log2(ratio)));
    secondUs = nowUs;
    secondCapturedUs = capturedUs;
  }
  const after = totals(playout);
  return {
    skipped: after.skipped - before!.skipped,
    underruns: after.underruns - before!.underruns,
    concealedMs: after.concealedMs - before!.concealedMs,
    stretchedMs: after.stretchedMs - before!.stretchedMs,
    leastMs: leastUs / 1000,
    mostMs: mostUs / 1000,
    mostCents,
  };
}

function totals(
  playout: Playout,
): Pick<DriftResult, 'skipped' | 'underruns' | 'concealedMs' | 'stretchedMs'> {
  const { skipped, underruns, concealedMs, shortenedMs, lengthenedMs } = playout.stats;
  return { skipped, underruns, concealedMs, stretchedMs: shortenedMs + lengthenedMs };
}

/** Normal delays that keep their deviation over some blocks, as queues do, at most three deviations either way. */
function wandering(deviationUs: number): () => number {
  let state = 1;
  let at = 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return () => {
    const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    at = 0.9 * at + Math.sqrt(1 - 0.81) * normal;
    return deviationUs * Math.min(Math.max(at, -3), 3);
  };
}
