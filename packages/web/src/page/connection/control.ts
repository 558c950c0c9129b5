import { cutMessage, type NetPatch, netMessage, parseControlMessage } from '../protocol/control.ts';
import { joinMixPatches, type MixPatch, microphoneMessage, mixMessage } from '../protocol/mix.ts';
import type { Door } from '../state/door.ts';
import { LastingSocket } from './lasting-socket.ts';
import { PatchThrottle } from './patch-throttle.ts';

/** What the page can ask of the portals. */
export interface Controls {
  readonly setNet: (patch: NetPatch) => void;
  /** Changes how a portal hears the other room. */
  readonly setMix: (id: string, patch: MixPatch) => void;
  /** Mutes a portal's own microphone, or lets it be heard again. */
  readonly muteMicrophone: (id: string, muted: boolean) => void;
  /** Cuts the network for some seconds. */
  readonly cut: (seconds: number) => void;
}

const INTERVAL_MS = 100;
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
  const net = new PatchThrottle<NetPatch>(
    (patch) => socket.send(netMessage(patch)),
    (first, then) => ({ ...first, ...then }),
    INTERVAL_MS,
  );
  const mixes = new Map<string, PatchThrottle<MixPatch>>();
  const mixOf = (id: string): PatchThrottle<MixPatch> => {
    const known = mixes.get(id);
    if (known !== undefined) return known;
    const made = new PatchThrottle<MixPatch>(
      (patch) => socket.send(mixMessage(id, patch)),
      joinMixPatches,
      INTERVAL_MS,
    );
    mixes.set(id, made);
    return made;
  };
  return {
    setNet: (patch) => net.push(patch),
    setMix: (id, patch) => mixOf(id).push(patch),
    muteMicrophone: (id, muted) => void socket.send(microphoneMessage(id, muted)),
    cut: (seconds) => void socket.send(cutMessage(seconds)),
  };
}
