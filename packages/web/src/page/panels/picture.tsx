import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Portal } from '../state/door.ts';
import { canDecode, Player } from '../view/player.ts';
import { DoorAjar } from './door-ajar.tsx';
import { comfort, stateWord } from './words.ts';

interface PictureProps {
  readonly portal: Portal;
  /** Name of the room in the picture. */
  readonly shown: string;
  readonly cutLeftS: number | null;
}

/** The live picture, and a calm veil over it while it is not live. */
export function Picture({ portal, shown, cutLeftS }: PictureProps): JSX.Element {
  const { info, state } = portal;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [live, setLive] = useState(false);
  const view = canDecode() ? info.view : null;

  useEffect(() => {
    if (view === null) return undefined;
    const player = new Player(view, canvas.current!, () => setLive(true));
    return () => player.close();
  }, [view]);

  const words = veilWords(portal, live, cutLeftS);
  return (
    <div class="picture" ref={frame} data-live={live} onDblClick={() => toggleFullScreen(frame.current)}>
      <canvas
        ref={canvas}
        width="1280"
        height="720"
        role="img"
        aria-label={`Live picture of ${shown}`}
        data-testid={`view-${info.id}`}
      />
      <div
        class="veil"
        data-shown={words !== null}
        data-empty={!live}
        data-state={state}
        aria-hidden={words === null}
      >
        {!live && <DoorAjar />}
        <p class="veil-title">{words?.[0]}</p>
        <p class="veil-text">{words?.[1]}</p>
      </div>
      <button
        type="button"
        class="full"
        aria-label={`Show ${shown} on the full screen`}
        onClick={() => toggleFullScreen(frame.current)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" />
        </svg>
      </button>
    </div>
  );
}

/** Title and text of the veil; null when the picture is live and needs none. */
function veilWords(
  portal: Portal,
  live: boolean,
  cutLeftS: number | null,
): [title: string, text: string] | null {
  const { state, info } = portal;
  if (state === 'open' && live) return null;
  if (state !== 'open') return [stateWord(state), comfort(state, cutLeftS)];
  if (info.view === null) return ['Shown elsewhere', 'This portal has a screen of its own.'];
  if (!canDecode()) return ['No picture here', insecureAdvice()];
  return ['Open', 'The first picture is on its way.'];
}

function insecureAdvice(): string {
  if (isSecureContext)
    return 'This browser has no WebCodecs: a current Chrome, Edge, Firefox or Safari shows the picture.';
  return `Browsers decode video on secure pages only: open http://localhost:${location.port} on that machine, or use HTTPS.`;
}

function toggleFullScreen(element: HTMLElement | null): void {
  const change =
    document.fullscreenElement === null ? element?.requestFullscreen() : document.exitFullscreen();
  change?.catch(() => undefined);
}
