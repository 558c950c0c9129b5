import type { JSX } from 'preact';
import { shortMs } from '../format.ts';
import { type Figure, STAGES, type Stage } from '../protocol/stats.ts';

/** Where the time between camera and screen goes: a bar of its stages, and what each takes in ms. */
export function Stages({ stages }: { stages: Readonly<Record<Stage, Figure>> | null }): JSX.Element {
  return (
    <div class="stages">
      <div class="stages-bar" aria-hidden="true">
        {STAGES.map((stage, index) => (
          <span key={stage} data-stage={index} style={{ flexGrow: Math.max(0, stages?.[stage] ?? 0) }} />
        ))}
      </div>
      <dl class="stages-legend">
        {STAGES.map((stage, index) => (
          <div key={stage} data-stage={index}>
            <dt>{stage}</dt>
            <dd>{shortMs(stages?.[stage])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
