import type { JSX } from 'preact';
import type { Controls } from '../connection/control.ts';
import type { Portal } from '../state/door.ts';
import { Microphone } from './microphone.tsx';
import { Volume } from './volume.tsx';

/** How a portal plays the other room: its people, and a film or music that it shares; and whether it is heard there itself. */
export function Sound({
  portal,
  shown,
  controls,
}: {
  portal: Portal;
  shown: string;
  controls: Controls;
}): JSX.Element {
  const { id } = portal.info;
  const rx = portal.stats?.audio.rx ?? null;
  const mix = rx?.mix ?? null;
  return (
    <div class="sound" role="group" aria-label={`Sound from ${shown}`}>
      <div class="sound-people">
        <Volume
          id={id}
          label={`Volume of ${shown}`}
          volume={mix?.people ?? null}
          change={(patch) => controls.setMix(id, { people: patch })}
        />
        <Microphone
          id={id}
          shown={shown}
          muted={portal.stats?.audio.tx.muted ?? null}
          change={(muted) => controls.muteMicrophone(id, muted)}
        />
      </div>
      {rx?.isShared === true && (
        <div class="sound-shared">
          <Volume
            id={`shared-${id}`}
            label={`What ${shown} shares`}
            volume={mix?.shared ?? null}
            change={(patch) => controls.setMix(id, { shared: patch })}
          />
          <button
            type="button"
            class="quiet duck"
            data-testid={`ducking-${id}`}
            aria-pressed={mix?.ducking ?? false}
            title="Shared sound gives way while people talk"
            disabled={mix === null}
            onClick={() => controls.setMix(id, { ducking: !(mix?.ducking ?? false) })}
          >
            Give way
          </button>
        </div>
      )}
    </div>
  );
}
