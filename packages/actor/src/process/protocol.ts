import type { InboxOptions, Priority } from '../inbox.ts';
import type { RunStats } from '../stats.ts';
import type { Vitals } from '../vitals.ts';

/** What a supervisor says to the process of one of its actors. */
export type ToActor =
  | {
      readonly kind: 'start';
      readonly name: string;
      readonly module: string;
      readonly config: unknown;
      readonly inbox: InboxOptions;
    }
  | { readonly kind: 'message'; readonly message: unknown; readonly priority: Priority }
  | { readonly kind: 'stop'; readonly withinMs: number };

/** What the process of an actor says to its supervisor. */
export type FromActor =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined }
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'beat'; readonly nextWithinMs: number | undefined }
  | { readonly kind: 'vitals'; readonly vitals: Vitals; readonly stats: RunStats };
