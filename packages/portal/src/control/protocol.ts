import * as v from 'valibot';
import { measureSeconds } from '../measure/news.ts';
import type { Stats } from '../stats/stats.ts';
import type { MixWish } from './mix-wish.ts';

/** The network between the demo's two portals, as the page shows and changes it; of two directions that differ, the worse one. */
export interface NetState {
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly lossPct: number;
  /** How many datagrams in a row get lost in the mean; 1 is by chance. */
  readonly lossBurst: number;
  /** 0 is unlimited. */
  readonly bandwidthMbps: number;
  /** Unix ms at which a cut ends; null when there is none. */
  readonly cutUntil: number | null;
}

/** A portal that the page shows. */
export interface ShownPortal {
  readonly id: string;
  readonly name: string;
  /** Path of the WebSocket with its pictures; null when they are shown elsewhere. */
  readonly view: string | null;
}

/** From the control server to a page. */
export type ToPage =
  | {
      readonly type: 'hello';
      readonly version: 1;
      readonly portals: readonly ShownPortal[];
      readonly net: NetState | null;
    }
  | { readonly type: 'stats'; readonly id: string; readonly stats: Stats }
  | { readonly type: 'latency'; readonly id: string; readonly points: readonly (readonly [number, number])[] }
  | { readonly type: 'net'; readonly net: NetState };

/** What a page may ask of the network: other numbers for those that are named, or nothing at all for a while. */
export type NetWish =
  | {
      readonly type: 'net';
      readonly net: {
        readonly delayMs?: number | undefined;
        readonly jitterMs?: number | undefined;
        readonly lossPct?: number | undefined;
        readonly lossBurst?: number | undefined;
        readonly bandwidthMbps?: number | undefined;
      };
    }
  | { readonly type: 'cut'; readonly seconds: number };

/** Mute the microphone of one of the page's portals, or let it be heard again. */
export interface MicrophoneWish {
  readonly type: 'microphone';
  readonly id: string;
  readonly muted: boolean;
}

/** Have the delay of the door measured, for so many seconds. Whoever asks is answered with `MeasureNews`. */
export interface MeasureWish {
  readonly type: 'measure';
  readonly seconds: number;
}

const within = (max: number, min = 0) =>
  v.optional(v.pipe(v.number(), v.finite(), v.minValue(min), v.maxValue(max)));

const volume = v.optional(
  v.object({
    volumePct: v.exactOptional(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(200))),
    muted: v.exactOptional(v.boolean()),
  }),
);

const portalId = v.pipe(v.string(), v.maxLength(32));

const fromPage = v.variant('type', [
  v.object({ type: v.literal('microphone'), id: portalId, muted: v.boolean() }),
  v.object({
    type: v.literal('mix'),
    id: portalId,
    mix: v.object({ people: volume, shared: volume, ducking: v.optional(v.boolean()) }),
  }),
  v.object({
    type: v.literal('net'),
    net: v.object({
      delayMs: within(2000),
      jitterMs: within(500),
      lossPct: within(100),
      lossBurst: within(100, 1),
      bandwidthMbps: within(1000),
    }),
  }),
  v.object({
    type: v.literal('cut'),
    seconds: v.pipe(v.number(), v.finite(), v.minValue(0.1), v.maxValue(60)),
  }),
  v.object({
    type: v.literal('measure'),
    seconds: v.pipe(
      v.number(),
      v.finite(),
      v.minValue(measureSeconds.least),
      v.maxValue(measureSeconds.most),
    ),
  }),
]);

/** Reads what a page sent; undefined for anything that isn't a wish in range. */
export function readWish(text: string): NetWish | MixWish | MicrophoneWish | MeasureWish | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = v.safeParse(fromPage, parsed);
  return result.success ? result.output : undefined;
}
