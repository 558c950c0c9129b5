import { mean, percentile, round } from '../../video-path/quality.ts';
import { medianOf } from '../../video-path/summary.ts';
import type { Flash } from './flashes.ts';

/** One flash and its beep at the far end. */
export interface Event {
  readonly instantUs: number;
  /** By how much later the sound is than the picture, each from its own capture, ms. */
  readonly skewMs: number;
  /** The same from the instant itself, as somebody in the room has it: the picture also waits for the camera's next exposure. */
  readonly fromInstantMs: number;
  readonly soundMs: number;
  readonly pictureMs: number;
}

/** Those flashes whose beep was heard. */
export function eventsOf(
  flashes: readonly Flash[],
  heardUs: (instantUs: number) => number | undefined,
): Event[] {
  return flashes.flatMap(({ instantUs, capturedUs, seenUs }) => {
    const heard = heardUs(instantUs);
    if (heard === undefined) return [];
    const soundMs = (heard - instantUs) / 1000;
    const pictureMs = (seenUs - capturedUs) / 1000;
    return {
      instantUs,
      skewMs: soundMs - pictureMs,
      fromInstantMs: (heard - seenUs) / 1000,
      soundMs,
      pictureMs,
    };
  });
}

/** Figures over events, ms; null where there are none. */
export interface SkewSummary {
  /** Of the magnitudes. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  /** With its sign: sound later is positive. */
  readonly mean: number | null;
  /** Of the magnitudes from the instant itself. */
  readonly fromInstantP95: number | null;
  /** Medians of the ways. */
  readonly soundMs: number | null;
  readonly pictureMs: number | null;
  readonly events: number;
}

export function summaryOf(events: readonly Event[]): SkewSummary {
  const sorted = (figure: (event: Event) => number): number[] =>
    events.map((event) => Math.abs(figure(event))).toSorted((a, b) => a - b);
  const skews = sorted(({ skewMs }) => skewMs);
  return {
    p50: round(percentile(skews, 0.5), 1),
    p95: round(percentile(skews, 0.95), 1),
    max: round(skews.at(-1) ?? null, 1),
    mean: round(mean(events.map(({ skewMs }) => skewMs)), 1),
    fromInstantP95: round(
      percentile(
        sorted(({ fromInstantMs }) => fromInstantMs),
        0.95,
      ),
      1,
    ),
    soundMs: medianOf(
      events.map(({ soundMs }) => soundMs),
      1,
    ),
    pictureMs: medianOf(
      events.map(({ pictureMs }) => pictureMs),
      1,
    ),
    events: events.length,
  };
}
