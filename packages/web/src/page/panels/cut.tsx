import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

interface CutProps {
  /** Seconds until the present cut ends, null when there is none. */
  readonly leftS: number | null;
  readonly disabled: boolean;
  readonly cut: (seconds: number) => void;
}

const [SHORTEST_S, LONGEST_S] = [1, 60];

/** Cuts the line for some seconds. */
export function Cut({ leftS, disabled, cut }: CutProps): JSX.Element {
  const [seconds, setSeconds] = useState(2);
  const valid = Number.isFinite(seconds) && seconds >= SHORTEST_S && seconds <= LONGEST_S;
  return (
    <form
      class="cut"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid && leftS === null) cut(seconds);
      }}
    >
      <label for="cut-seconds">Cut the line</label>
      <div class="cut-row">
        <span class="cut-field">
          <input
            id="cut-seconds"
            data-testid="cut-seconds"
            type="number"
            inputMode="numeric"
            min={SHORTEST_S}
            max={LONGEST_S}
            step="1"
            required
            value={Number.isFinite(seconds) ? seconds : ''}
            disabled={disabled}
            aria-label="Seconds to cut the line for"
            onInput={(event) => setSeconds(event.currentTarget.valueAsNumber)}
          />
          <small aria-hidden="true">s</small>
        </span>
        <button
          type="submit"
          class="go"
          data-testid="cut-go"
          disabled={disabled || !valid}
          aria-disabled={leftS !== null}
        >
          {leftS === null ? 'Cut' : `${leftS} s left`}
        </button>
      </div>
    </form>
  );
}
