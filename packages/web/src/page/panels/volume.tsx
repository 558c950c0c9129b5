import type { JSX } from 'preact';
import { decimal } from '../format.ts';
import type { TrackPatch, TrackVolume } from '../protocol/mix.ts';
import { useHeld } from './held.ts';
import { Slider } from './slider.tsx';

interface VolumeProps {
  readonly id: string;
  readonly label: string;
  /** Null while it is not known. */
  readonly volume: TrackVolume | null;
  readonly change: (patch: TrackPatch) => void;
}

/** How loud a track of the other room is, and whether it is heard at all. */
export function Volume({ id, label, volume, change }: VolumeProps): JSX.Element {
  const [shown, hold] = useHeld(volume?.muted ?? null);
  const muted = shown ?? false;
  return (
    <div class="volume" data-muted={muted}>
      <button
        type="button"
        class="mute"
        data-testid={`mute-${id}`}
        aria-pressed={muted}
        aria-label={`Mute ${label}`}
        title={muted ? `Hear ${label}` : `Mute ${label}`}
        disabled={volume === null}
        onClick={() => {
          hold(!muted);
          change({ muted: !muted });
        }}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path class="speaker" d="M3 7.5h3.2L10.5 4v12l-4.3-3.5H3z" />
          {muted ? (
            <path class="wave" d="M13.5 8l4 4m0-4l-4 4" />
          ) : (
            <path class="wave" d="M13.2 7.6a3.4 3.4 0 010 4.8M15.4 5.4a6.5 6.5 0 010 9.2" />
          )}
        </svg>
      </button>
      <Slider
        id={`volume-${id}`}
        label={label}
        value={volume?.volumePct ?? 100}
        min={0}
        max={200}
        step={5}
        disabled={volume === null}
        say={(value) => [decimal(value, 0), '%']}
        change={(volumePct) => change({ volumePct })}
      />
    </div>
  );
}
