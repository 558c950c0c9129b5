import type { Socket } from 'node:net';
import type { ActorFactory } from '@ajar/actor';
import type { MixChange } from '../control/mix-wish.ts';
import { Portal, type PortalOptions } from '../portal.ts';
import type { PortalState, Stats } from '../stats/stats.ts';
import type { ViewRequest } from './screen.ts';

/** What the demo tells one of its portals. */
export type RoomMessage =
  | { readonly kind: 'view'; readonly request: ViewRequest }
  | { readonly kind: 'mix'; readonly mix: MixChange }
  | { readonly kind: 'microphone'; readonly muted: boolean };

/** What a portal of the demo tells it. */
export type RoomReport =
  | { readonly kind: 'state'; readonly state: PortalState; readonly peer: string | null }
  | { readonly kind: 'stats'; readonly stats: Stats }
  | { readonly kind: 'points'; readonly points: readonly (readonly [number, number])[] }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'fatal'; readonly message: string }
  | { readonly kind: 'closed' };

const reportEveryMs = 250;

/** A whole portal as one actor: each of the demo's rooms is one, in a process of its own. */
export const create: ActorFactory<PortalOptions, RoomMessage, RoomReport> = (options, context) => {
  const portal = new Portal(options, {
    onState: (state, peer) => context.emit({ kind: 'state', state, peer }),
    onWarning: (message) => context.emit({ kind: 'warning', message }),
    onPoints: (points) => context.emit({ kind: 'points', points }),
    onFatal: (message) => context.emit({ kind: 'fatal', message }),
    onClosed: () => context.emit({ kind: 'closed' }),
  });
  portal.start();
  const reporting = setInterval(() => context.emit({ kind: 'stats', stats: portal.stats() }), reportEveryMs);
  return {
    receive(message, handle) {
      if (message.kind === 'mix') portal.mix(message.mix);
      else if (message.kind === 'microphone') portal.muteMicrophone(message.muted);
      else if (handle !== undefined) portal.view(message.request, handle as Socket);
    },
    async stop(withinMs) {
      clearInterval(reporting);
      // Its own processes end first, and by force where they have to: then nothing of it is left behind.
      await portal.stop(0.7 * withinMs);
    },
  };
};
