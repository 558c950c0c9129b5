import type { JSX } from 'preact';
import { glance } from '../format.ts';
import type { LatencyMs } from '../protocol/stats.ts';

/** Capture to screen in figures that are legible from across a room. */
export function Latency({ id, latency }: { id: string; latency: LatencyMs | null }): JSX.Element {
  const [digits, unit] = glance(latency?.p50);
  const [tailDigits, tailUnit] = glance(latency?.p99);
  return (
    <div class="latency">
      <p class="latency-now" data-known={typeof latency?.p50 === 'number'}>
        <span class="latency-digits" data-testid={`latency-${id}`}>
          {digits}
        </span>
        <span class="latency-unit">{unit}</span>
      </p>
      <p class="latency-note">
        camera to screen, 99 % within{' '}
        <span class="latency-tail">
          <span data-testid={`latency-p99-${id}`}>{tailDigits}</span>{' '}
          {typeof latency?.p99 === 'number' && tailUnit}
        </span>
      </p>
    </div>
  );
}
