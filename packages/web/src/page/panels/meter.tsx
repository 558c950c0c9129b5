import type { JSX } from 'preact';
import { decimal } from '../format.ts';

const FLOOR_DB = -60;

/** A level of sound, from -60 dBFS to full scale. */
export function Meter({ label, level }: { label: string; level: number | null }): JSX.Element {
  const share = level === null ? 0 : Math.min(1, Math.max(0, 1 - level / FLOOR_DB));
  return (
    <div class="meter">
      <span class="meter-label">{label}</span>
      <div
        class="meter-track"
        role="meter"
        aria-label={`Sound ${label}`}
        aria-valuemin={FLOOR_DB}
        aria-valuemax={0}
        aria-valuenow={Math.max(FLOOR_DB, level ?? FLOOR_DB)}
        aria-valuetext={level === null ? 'unknown' : `${decimal(level, 0)} decibels`}
      >
        <div class="meter-fill" style={{ transform: `scaleX(${share.toFixed(3)})` }} />
      </div>
    </div>
  );
}
