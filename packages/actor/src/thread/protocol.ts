import type { Priority } from '../inbox.ts';
import type { RunStats } from '../stats.ts';
import type { FrameMemory } from './frame-pool.ts';

/** What a thread is started with. */
export interface ThreadStart {
  readonly name: string;
  readonly module: string;
  readonly config: unknown;
  readonly inbox: unknown;
  /** Memory of the rings to it and from it. */
  readonly to: SharedArrayBuffer;
  readonly from: SharedArrayBuffer;
  readonly frames: FrameMemory | undefined;
  /** Whom it is as an owner of frames, and whom its supervisor. */
  readonly owner: number;
  readonly supervisor: number;
}

/** Says that the ring has something in it; everything else goes beside the ring. */
export const bell = 0;

/** What is said to a thread beside its ring. */
export type ToThread = typeof bell | { readonly kind: 'stop'; readonly withinMs: number };

/** What a thread says beside its ring. */
export type FromThread =
  | typeof bell
  | { readonly kind: 'ready' }
  | { readonly kind: 'beat'; readonly nextWithinMs: number | undefined }
  | { readonly kind: 'stats'; readonly stats: RunStats }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined };

/** Priorities as they are written into a ring. */
export const priorities: readonly Priority[] = ['control', 'high', 'normal'];
/** A message in the ring to a thread: its priority and itself. */
export type Envelope = readonly [priority: number, message: unknown];
