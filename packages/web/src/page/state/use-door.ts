import { useEffect, useState } from 'preact/hooks';
import type { Door, DoorView } from './door.ts';

/** The door's present state; the component is drawn again when it changes. */
export function useDoor(door: Door): DoorView {
  const [view, setView] = useState(door.view);
  useEffect(() => {
    setView(door.view);
    return door.subscribe(() => setView(door.view));
  }, [door]);
  return view;
}
