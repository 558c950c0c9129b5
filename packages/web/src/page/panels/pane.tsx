import type { JSX } from 'preact';
import { Chart } from '../chart/chart.tsx';
import type { LatencyHistory } from '../chart/latency-history.ts';
import type { Controls } from '../connection/control.ts';
import type { Portal } from '../state/door.ts';
import { Facts } from './facts.tsx';
import { Latency } from './latency.tsx';
import { Picture } from './picture.tsx';
import { Sound } from './sound.tsx';
import { Stages } from './stages.tsx';
import { limitWords, stateWord } from './words.ts';

interface PaneProps {
  readonly portal: Portal;
  /** Name of the other portal on this page, when there is one. */
  readonly other: string | null;
  readonly cutLeftS: number | null;
  readonly histories: readonly LatencyHistory[];
  readonly clockAheadMs: number;
  readonly controls: Controls;
}

/** One side of the door: the room behind it, and how well it is seen. */
export function Pane({ portal, other, cutLeftS, histories, clockAheadMs, controls }: PaneProps): JSX.Element {
  const { info, state, stats } = portal;
  const limit = stats === null ? null : limitWords(stats.video.tx);
  const shown = stats?.peer ?? other ?? 'The other room';
  return (
    <section class="pane" aria-label={`${shown}, seen from ${info.name}`} data-state={state}>
      <Picture portal={portal} shown={shown} cutLeftS={cutLeftS} />
      <div class="readings">
        <div class="sign">
          <h2>{shown}</h2>
          <p>seen from {info.name}</p>
        </div>
        <p class="state" data-testid={`state-${info.id}`} data-state={state}>
          <span class="dot" data-state={state} aria-hidden="true" />
          {stateWord(state)}
        </p>
        <Latency id={info.id} latency={stats?.video.rx.latencyMs ?? null} />
        <Chart history={portal.history} histories={histories} clockAheadMs={clockAheadMs} />
        <Facts portal={portal} />
        <Sound portal={portal} shown={shown} controls={controls} />
        <Stages stages={stats?.video.rx.stagesMs ?? null} />
        <p class="limit" data-testid={`limit-${info.id}`}>
          {limit !== null && `${info.name} ${limit}`}
        </p>
      </div>
    </section>
  );
}
