import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface SliderProps {
  readonly id: string;
  readonly label: string;
  /** Position on the track. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly disabled: boolean;
  /** Figure and unit for a position. */
  readonly say: (value: number) => readonly [figure: string, unit: string];
  readonly change: (value: number) => void;
}

/** How long the hand has the last word: the server's echo of a setting is older than the thumb that is being moved. */
const HELD_MS = 700;

/** A labelled slider. It shows the server's value, except just after it was moved. */
export function Slider({
  id,
  label,
  value,
  min,
  max,
  step,
  disabled,
  say,
  change,
}: SliderProps): JSX.Element {
  const [held, setHeld] = useState<number | null>(null);
  useEffect(() => {
    if (held === null) return undefined;
    const timer = setTimeout(() => setHeld(null), HELD_MS);
    return () => clearTimeout(timer);
  }, [held]);

  const shown = held ?? value;
  const position = Math.min(max, Math.max(min, shown));
  const [figure, unit] = say(shown);
  const fill = (position - min) / (max - min);
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <output for={id}>
        {figure} <small>{unit}</small>
      </output>
      <input
        id={id}
        data-testid={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={position}
        disabled={disabled}
        aria-valuetext={`${figure} ${unit}`}
        style={{ '--fill': String(fill) }}
        onInput={(event) => {
          const moved = event.currentTarget.valueAsNumber;
          setHeld(moved);
          change(moved);
        }}
      />
    </div>
  );
}
