import type { JSX } from 'preact';
import { useHeld } from './held.ts';

interface MicrophoneProps {
  readonly id: string;
  /** The other room. */
  readonly shown: string;
  /** Null while it is not known. */
  readonly muted: boolean | null;
  readonly change: (muted: boolean) => void;
}

/** Whether the other room hears this one. Lit while it does not, so that nobody talks to a room that cannot hear. */
export function Microphone({ id, shown, muted, change }: MicrophoneProps): JSX.Element {
  const [value, hold] = useHeld(muted);
  const isMuted = value ?? false;
  return (
    <button
      type="button"
      class="mute microphone"
      data-testid={`microphone-${id}`}
      aria-pressed={isMuted}
      aria-label={`Mute what ${shown} hears`}
      title={isMuted ? `Muted: ${shown} hears nothing` : `Mute what ${shown} hears`}
      disabled={muted === null}
      onClick={() => {
        hold(!isMuted);
        change(!isMuted);
      }}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path class="speaker" d="M10 2.5a2.5 2.5 0 012.5 2.5v5a2.5 2.5 0 01-5 0V5A2.5 2.5 0 0110 2.5z" />
        <path class="wave" d="M5 9.5a5 5 0 0010 0M10 14.5V17.5" />
        {isMuted && <path class="wave" d="M3.5 3l13 14" />}
      </svg>
    </button>
  );
}
