import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { HISTORY_S, type LatencyHistory } from './latency-history.ts';
import { LatencyPlot } from './latency-plot.ts';
import { sharedTopMs } from './scale.ts';

interface ChartProps {
  readonly history: LatencyHistory;
  /** All that are drawn on the page, this one among them: they share one axis. */
  readonly histories: readonly LatencyHistory[];
  readonly clockAheadMs: number;
}

/** Four times a second the eye takes for live, and drawing costs next to nothing. */
const DRAW_INTERVAL_MS = 250;

/** The last minute of one direction's latency. */
export function Chart(props: ChartProps): JSX.Element {
  const { history } = props;
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const plot = new LatencyPlot(host.current!, history);
    const draw = (): void => {
      if (document.hidden) return;
      const nowS = (Date.now() + latest.current.clockAheadMs) / 1000;
      plot.draw(nowS, sharedTopMs(latest.current.histories, nowS));
    };
    draw();
    const timer = setInterval(draw, DRAW_INTERVAL_MS);
    return () => {
      clearInterval(timer);
      plot.close();
    };
  }, [history]);

  return (
    <figure class="chart">
      <div
        class="chart-plot"
        ref={host}
        role="img"
        aria-label={`Latency over the last ${HISTORY_S} seconds`}
      />
      <figcaption>
        <span class="chart-ago">{HISTORY_S} s ago</span>
        <span class="key key-median">latency, ms</span>
        <span class="key key-tail">99 % within</span>
        <span class="chart-now">now</span>
      </figcaption>
    </figure>
  );
}
