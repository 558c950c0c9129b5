import type { JSX } from 'preact';
import { decimal, megabits } from '../format.ts';
import type { Portal } from '../state/door.ts';
import { Meter } from './meter.tsx';

/** Frame rate, bit rate, loss and the levels of sound. */
export function Facts({ portal }: { portal: Portal }): JSX.Element {
  const { info, stats, receivedBps } = portal;
  return (
    <div class="facts">
      <Fact id={`fps-${info.id}`} label="frames a second" value={decimal(stats?.video.rx.fps, 0)} />
      <Fact id={`bitrate-${info.id}`} label="Mbit/s received" value={megabits(receivedBps)} />
      <Fact id={`loss-${info.id}`} label="% packets lost" value={decimal(stats?.link.lossPct, 1)} />
      <div class="meters">
        <Meter id={info.id} label="heard" levels={stats?.audio.rx ?? null} />
        <Meter id={info.id} label="spoken" levels={stats?.audio.tx ?? null} />
      </div>
    </div>
  );
}

function Fact({ id, label, value }: { id: string; label: string; value: string }): JSX.Element {
  return (
    <p class="fact">
      <span class="fact-value" data-testid={id}>
        {value}
      </span>
      <span class="fact-label">{label}</span>
    </p>
  );
}
