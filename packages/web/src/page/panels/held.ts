import { useEffect, useState } from 'preact/hooks';

/** How long the hand has the last word, as with a slider. */
const HELD_MS = 700;

/** A switch's value as the portal says it, or for a moment as the hand has put it, and what is called when the hand does. */
export function useHeld(said: boolean | null): [shown: boolean | null, hold: (value: boolean) => void] {
  const [held, setHeld] = useState<boolean | null>(null);
  useEffect(() => {
    if (held === null) return undefined;
    const timer = setTimeout(() => setHeld(null), HELD_MS);
    return () => clearTimeout(timer);
  }, [held]);
  return [held ?? said, setHeld];
}
