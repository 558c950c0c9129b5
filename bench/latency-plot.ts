import type { Curve, Plot } from './plots.ts';

/** Latencies of one carrier: those of the frames that came, and how many there should have been. */
export interface Latencies {
  readonly name: string;
  readonly color: string;
  /** In ascending order, ms. */
  readonly sortedMs: ArrayLike<number>;
  readonly frames: number;
}

export interface LatencyPanel {
  readonly name: string;
  readonly carriers: readonly Latencies[];
}

/** As many nines as are drawn: 99.99 %. */
const mostNines = 4;
const pointsPerNine = 120;

/** How large a share of all frames was there after how long. The axis is one of nines, because what matters is the tail. */
export function latencyPlot(title: string, panels: readonly LatencyPanel[], mostMs: number): Plot {
  return {
    title,
    subtitle: 'how many of all frames were there after so long; a curve that ends has lost the rest',
    x: { name: 'ms from handed in to handed out', min: 0, max: mostMs },
    panels: panels.map(({ name, carriers }) => ({
      y: { name, min: 0, max: mostNines, interval: 1, label: shareOf },
      curves: carriers.map((carrier) => curve(carrier, mostMs)),
    })),
  };
}

function shareOf(nines: number): string {
  return ['0 %', '90 %', '99 %', '99.9 %', '99.99 %'][nines] ?? '';
}

function curve({ name, color, sortedMs, frames }: Latencies, mostMs: number): Curve {
  const points: [number, number][] = [];
  for (let step = 0; step <= mostNines * pointsPerNine; step++) {
    const nines = step / pointsPerNine;
    const rank = Math.max(0, Math.ceil((1 - 10 ** -nines) * frames) - 1);
    const ms = sortedMs[rank];
    if (rank >= sortedMs.length || ms === undefined || ms > mostMs) break;
    points.push([Math.round(ms * 100) / 100, nines]);
  }
  return { name, color, points };
}
