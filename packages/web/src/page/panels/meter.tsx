import type { JSX } from 'preact';
import { decimal } from '../format.ts';
import type { Levels } from '../protocol/stats.ts';

const FLOOR_DB = -60;

/** Loudness of the last moment as a bar, its peak as a mark, from -60 dB to full scale, and how loud it was over three seconds. */
export function Meter({
  id,
  label,
  levels,
}: {
  id: string;
  label: string;
  levels: Levels | null;
}): JSX.Element {
  const loudness = levels?.loudness.momentaryLufs ?? null;
  const peak = levels?.peak ?? null;
  const steady = decimal(levels?.loudness.shortTermLufs ?? null, 0);
  return (
    <div class="meter">
      <span class="meter-label">{label}</span>
      <div
        class="meter-track"
        role="meter"
        aria-label={`Sound ${label}`}
        aria-valuemin={FLOOR_DB}
        aria-valuemax={0}
        aria-valuenow={Math.max(FLOOR_DB, loudness ?? FLOOR_DB)}
        aria-valuetext={
          loudness === null
            ? 'unknown'
            : `${decimal(loudness, 0)} LUFS, peak ${decimal(peak, 0)} decibels of full scale`
        }
      >
        <div class="meter-fill" style={{ transform: `scaleX(${shareOf(loudness).toFixed(3)})` }} />
        <div
          class="meter-peak"
          data-hot={peak !== null && peak > -1}
          style={{ left: `${(shareOf(peak) * 100).toFixed(1)}%`, opacity: peak === null ? 0 : 1 }}
        />
      </div>
      <span class="meter-figure" data-testid={`lufs-${label}-${id}`}>
        {steady} <small>LUFS</small>
      </span>
    </div>
  );
}

function shareOf(db: number | null): number {
  return db === null ? 0 : Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}
