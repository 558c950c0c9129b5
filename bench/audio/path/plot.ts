import { type Latencies, type LatencyPanel, latencyPlot } from '../../latency-plot.ts';
import { colors, writePlot } from '../../plots.ts';

interface Turn {
  readonly latenciesMs: readonly number[];
  readonly said: number;
}

/** Draws how many of all marks were heard after how long; returns paths from `bench/`. */
export function drawPaths(
  devices: readonly Turn[],
  direct: readonly Turn[],
  webrtc: readonly Turn[],
): string[] {
  const panels = [
    panel('mouth to ear', [carrier('Ajar, devices included', colors.rs, devices)]),
    panel('frame in to frame out', [
      carrier('Ajar', colors.ajar, direct),
      carrier('libwebrtc', colors.other, webrtc),
    ]),
  ].filter(({ carriers }) => carriers.length > 0);
  if (panels.length === 0) return [];
  return [writePlot('audio-path', latencyPlot('Sound from room to room', panels, mostMs))];
}

const mostMs = 80;

function panel(name: string, carriers: readonly Latencies[]): LatencyPanel {
  return { name, carriers: carriers.filter(({ frames }) => frames > 0) };
}

function carrier(name: string, color: string, turns: readonly Turn[]): Latencies {
  const sortedMs = turns.flatMap(({ latenciesMs }) => latenciesMs).toSorted((a, b) => a - b);
  return { name, color, sortedMs, frames: turns.reduce((sum, { said }) => sum + said, 0) };
}
