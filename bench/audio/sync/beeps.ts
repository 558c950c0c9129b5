import { rateHz } from '../path/marks.ts';
import type { Recording } from '../path/recorder.ts';

/** Softer than this is no beep. */
const leastPeak = 0.05;
/** Of its peak, what its first half period reaches at once. */
const onsetShare = 1 / 3;
/** A beep is looked for so long; so long before it has to be silence. */
const spanUs = 600_000;
const quietFrames = rateHz / 100;

/**
 * When the beep of an instant is heard in a recording, µs; undefined where it is not, or where it is not quiet before.
 *
 * @param instantUs at which it begins where it is made; it cannot be heard before
 */
export function beepHeardUs(recording: Recording, instantUs: number): number | undefined {
  const { samples } = recording;
  const frameAt = (us: number): number => Math.round(((us - recording.timeOf(0)) * rateHz) / 1e6);
  const [from, to] = [frameAt(instantUs), frameAt(instantUs + spanUs)];
  if (from < quietFrames || to > samples.length) return undefined;
  let peak = 0;
  for (let frame = from; frame < to; frame++) peak = Math.max(peak, Math.abs(samples[frame]!));
  if (peak < leastPeak) return undefined;
  let onset = from - quietFrames;
  while (Math.abs(samples[onset]!) < onsetShare * peak) onset++;
  return onset < from ? undefined : recording.timeOf(onset);
}
