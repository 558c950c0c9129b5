import { decimal } from '../format.ts';
import type { Limit, PortalStats } from '../protocol/stats.ts';
import type { Portal } from '../state/door.ts';

type State = Portal['state'];

const STATES: Record<State, string> = {
  offline: 'No answer',
  closed: 'Closed',
  reconnecting: 'Reconnecting',
  connecting: 'Connecting',
  open: 'Open',
};

const SENTENCES: Record<State, string> = {
  offline: 'Ajar does not answer. Trying again',
  closed: 'The door is closed',
  reconnecting: 'Reconnecting the rooms',
  connecting: 'Connecting the rooms',
  open: 'The door is open',
};

/** One or two words for the state of one portal. */
export function stateWord(state: State): string {
  return STATES[state];
}

const LIMITS: Record<Limit, string> = {
  path: 'what the network carries',
  machine: 'what this machine encodes',
};

/** What a portal does that sends less than its camera gives, and why; null while it sends all of it. */
export function limitWords({ size, sourceSize, fps, limit }: PortalStats['video']['tx']): string | null {
  if (limit === null || size === null) return null;
  const sizes = sourceSize === null || sourceSize === size ? size : `${sourceSize} → ${size}`;
  return `sends ${sizes}, ${decimal(fps, 0)} fps: ${LIMITS[limit]}`;
}

/** A sentence for the state of the door as a whole. */
export function stateSentence(state: State): string {
  return SENTENCES[state];
}

/** The line under the state on a picture that is not live. */
export function comfort(state: State, cutLeftS: number | null): string {
  if (state === 'offline') return 'Is it still running? The page comes back by itself.';
  if (state === 'closed') return 'The other room has left.';
  if (cutLeftS === null)
    return state === 'connecting' ? 'The other room appears here.' : 'The picture comes back by itself.';
  return `The line is cut for another ${cutLeftS} s.`;
}

/** Whole seconds until `cutUntil` (unix ms), rounded up; null when that has passed or there is no cut. */
export function cutSecondsLeft(cutUntil: number | null, nowMs: number): number | null {
  return cutUntil !== null && cutUntil > nowMs ? Math.ceil((cutUntil - nowMs) / 1000) : null;
}
