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
