import type { KeyPair, LinkOptions, LinkStats } from '@ajar/link';
import type { GcPauses } from './gc-watch.ts';
import type { LivePlan, LiveReceived, LiveSent } from './live-plan.ts';

/** What a process with one end of a link is told. */
export interface LinkEndConfig {
  readonly plan: LivePlan;
  readonly keyPair: KeyPair;
  readonly peerKey: Uint8Array;
  /** Where to call; 0 waits to be called. */
  readonly port: number;
  /** When a frame becomes useless, ms after it was handed in. */
  readonly lifetimeMs: number;
  /** Options of the link beyond its defaults. */
  readonly options: Partial<LinkOptions>;
}

/** What the two ends found; `gc` is from when they were told when to start. */
export interface LinkSent extends LiveSent {
  readonly stats: LinkStats;
  readonly gc: GcPauses;
}
export interface LinkReceived extends LiveReceived {
  readonly stats: LinkStats;
  readonly gc: GcPauses;
  /** Bytes of each frame that came. */
  readonly bytes: Float64Array;
}
