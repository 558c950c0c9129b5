import { cutMessage, type NetPatch, netMessage, parseControlMessage } from '../protocol/control.ts';
import type { Door } from '../state/door.ts';
import { LastingSocket } from './lasting-socket.ts';
import { PatchThrottle } from './patch-throttle.ts';

/** What the page can ask of the portals. */
export interface Controls {
  readonly setNet: (patch: NetPatch) => void;
  /** Cuts the network for some seconds. */
  readonly cut: (seconds: number) => void;
}

const NET_INTERVAL_MS = 100;
const STALE_CHECK_MS = 1000;

/** Keeps the door's state up to date from the control socket, for as long as the page lives. */
export function openControl(door: Door): Controls {
  const socket = new LastingSocket('/control', {
    opened: () => undefined,
    closed: () => door.unreachable(),
    text: (text) => {
      const message = parseControlMessage(text);
      if (message !== undefined) door.hear(message, Date.now());
    },
  });
  setInterval(() => door.forgetStale(Date.now()), STALE_CHECK_MS);
  const throttle = new PatchThrottle((patch) => socket.send(netMessage(patch)), NET_INTERVAL_MS);
  return {
    setNet: (patch) => throttle.push(patch),
    cut: (seconds) => void socket.send(cutMessage(seconds)),
  };
}
