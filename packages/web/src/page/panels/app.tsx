import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Controls } from '../connection/control.ts';
import type { Door } from '../state/door.ts';
import { useDoor } from '../state/use-door.ts';
import { Details } from './details.tsx';
import { Header } from './header.tsx';
import { Network } from './network.tsx';
import { Pane } from './pane.tsx';
import { cutSecondsLeft } from './words.ts';

/** The whole page. */
export function App({ door, controls }: { door: Door; controls: Controls }): JSX.Element {
  const view = useDoor(door);
  const [detailed, setDetailed] = useState(false);
  const cutLeftS = useCutLeft(view.net?.cutUntil ?? null, view.clockAheadMs);
  const { state, portals, net, clockAheadMs } = view;
  const names = portals.map(({ info }) => info.name).join(' – ');
  const histories = portals.map(({ history }) => history);

  useEffect(() => {
    document.documentElement.dataset['state'] = state;
  }, [state]);
  useEffect(() => {
    if (names !== '') document.title = `${names} · Ajar`;
  }, [names]);

  return (
    <div class="page" data-views={portals.length}>
      <Header state={state} portals={portals} detailed={detailed} toggle={() => setDetailed(!detailed)} />
      <main class="panes">
        {portals.map((portal) => (
          <Pane
            key={portal.info.id}
            portal={portal}
            other={portals.find(({ info }) => info.id !== portal.info.id)?.info.name ?? null}
            cutLeftS={cutLeftS}
            histories={histories}
            clockAheadMs={clockAheadMs}
            controls={controls}
          />
        ))}
        {portals.length === 0 && <div class="pane pane-empty" />}
      </main>
      {net !== null && (
        <Network net={net} cutLeftS={cutLeftS} reachable={state !== 'offline'} controls={controls} />
      )}
      <Details open={detailed} portals={portals} close={() => setDetailed(false)} />
    </div>
  );
}

/** Whole seconds until the cut ends, counted down; null when there is none. */
function useCutLeft(cutUntil: number | null, clockAheadMs: number): number | null {
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const count = (): void => setLeft(cutSecondsLeft(cutUntil, Date.now() + clockAheadMs));
    count();
    if (cutUntil === null) return undefined;
    const timer = setInterval(count, 200);
    return () => clearInterval(timer);
  }, [cutUntil, clockAheadMs]);
  return left;
}
