import type { GcPauses } from '../link-live/gc-watch.ts';

/** What a process of Ajar's side is told: when the first frame is due, or, without, to watch its garbage from now on. */
export interface AjarOrder {
  readonly startUs?: number;
}

/** Pauses for garbage since a process was told to watch them. */
export interface GcReport {
  readonly gc: GcPauses;
}
