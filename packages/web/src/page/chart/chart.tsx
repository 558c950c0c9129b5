import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LatencyHistory } from './latency-history.ts';
import { LatencyPlot } from './latency-plot.ts';

/** Four times a second the eye takes for live, and drawing costs next to nothing. */
const DRAW_INTERVAL_MS = 250;

/** The last minute of one direction's latency. */
export function Chart({
  history,
  clockAheadMs,
}: {
  history: LatencyHistory;
  clockAheadMs: number;
}): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const clock = useRef(clockAheadMs);
  clock.current = clockAheadMs;

  useEffect(() => {
    const plot = new LatencyPlot(host.current!, history);
    const draw = (): void => {
      if (!document.hidden) plot.draw((Date.now() + clock.current) / 1000);
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
      <figcaption>
        <span class="key key-median">latency</span>
        <span class="key key-tail">99 %</span>
      </figcaption>
      <div class="chart-plot" ref={host} role="img" aria-label="Latency over the last 60 seconds" />
    </figure>
  );
}
