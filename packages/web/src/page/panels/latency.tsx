import type { JSX } from 'preact';
import { shortMs } from '../format.ts';
import type { LatencyMs } from '../protocol/stats.ts';

/** Capture to screen in figures that are legible from across a room. */
export function Latency({ id, latency }: { id: string; latency: LatencyMs | null }): JSX.Element {
  return (
    <div class="latency">
      <p class="latency-now">
        <span class="latency-digits" data-testid={`latency-${id}`}>
          {shortMs(latency?.p50)}
        </span>
        <span class="latency-unit">ms</span>
      </p>
      <p class="latency-note">
        camera to screen, 99 % within{' '}
        <span class="latency-tail" data-testid={`latency-p99-${id}`}>
          {shortMs(latency?.p99)}
        </span>
      </p>
    </div>
  );
}
