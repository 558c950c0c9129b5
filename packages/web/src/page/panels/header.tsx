import type { JSX } from 'preact';
import type { Portal } from '../state/door.ts';
import { stateSentence } from './words.ts';

interface HeaderProps {
  readonly state: Portal['state'];
  readonly portals: readonly Portal[];
  readonly detailed: boolean;
  readonly toggle: () => void;
}

/** The mark, the state of the door in a sentence that is read aloud when it changes, and the way to the details. */
export function Header({ state, portals, detailed, toggle }: HeaderProps): JSX.Element {
  return (
    <header class="header">
      <h1 class="mark">
        <svg viewBox="0 0 20 24" aria-hidden="true">
          <path class="mark-light" d="M2 1h16v22H2z" />
          <path class="mark-door" d="M2 1l10 3.4v18L2 23z" />
        </svg>
        Ajar
      </h1>
      <p class="sentence" role="status" aria-live="polite" data-testid="state">
        <span class="dot" data-state={state} aria-hidden="true" />
        {stateSentence(state)}
      </p>
      <button
        type="button"
        class="quiet"
        aria-expanded={detailed}
        aria-controls="details"
        data-testid="details-toggle"
        disabled={portals.length === 0}
        onClick={toggle}
      >
        Details
      </button>
    </header>
  );
}
