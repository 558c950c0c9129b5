import { LatencyHistory } from '../chart/latency-history.ts';
import type { ControlMessage, NetState, PortalInfo } from '../protocol/control.ts';
import type { DoorState, PortalStats } from '../protocol/stats.ts';
import { ReceivedRate } from './received-rate.ts';

/** One portal as the page knows it. */
export interface Portal {
  readonly info: PortalInfo;
  /** The portal's state, or `offline` while the server does not answer the page. */
  readonly state: DoorState | 'offline';
  /** Null when nothing recent is known. */
  readonly stats: PortalStats | null;
  /** What the portal receives, all of it, in bits a second. */
  readonly receivedBps: number | null;
  readonly history: LatencyHistory;
}

/** Everything the page shows. A new object with every change. */
export interface DoorView {
  readonly state: Portal['state'];
  readonly portals: readonly Portal[];
  readonly net: NetState | null;
  /** The server's wall clock minus this page's, in ms: what `cutUntil` is measured against. */
  readonly clockAheadMs: number;
}

/** Stats come four times a second: after so long without any, the figures are not of now. */
const STALE_MS = 3000;

/** From worst to best: a door is as good as its worse side. */
const WORST_FIRST = ['offline', 'closed', 'reconnecting', 'connecting', 'open'] as const;

/** The state of the page: hears messages, tells who subscribed. Reads no clock and touches no document. */
export class Door {
  #view: DoorView = { state: 'offline', portals: [], net: null, clockAheadMs: 0 };
  readonly #rates = new Map<string, ReceivedRate>();
  readonly #heardMs = new Map<string, number>();
  readonly #subscribers = new Set<() => void>();

  get view(): DoorView {
    return this.#view;
  }

  /** Calls back after every change until the returned function is called. */
  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => this.#subscribers.delete(changed);
  }

  /** Takes in a message that came at `nowMs`, in unix ms of this page's clock. */
  hear(message: ControlMessage, nowMs: number): void {
    switch (message.type) {
      case 'hello':
        this.#greet(message.portals, message.net);
        break;
      case 'stats': {
        const receivedBps =
          this.#rates.get(message.id)?.note(nowMs, message.stats.link.receivedBytes) ?? null;
        const { stats } = message;
        this.#heardMs.set(message.id, nowMs);
        this.#replace(message.id, (portal) => {
          portal.history.p99Ms = stats.video.rx.latencyMs.p99;
          return { ...portal, stats, receivedBps, state: stats.state };
        });
        break;
      }
      case 'latency': {
        const portal = this.#view.portals.find(({ info }) => info.id === message.id);
        for (const [unixMs, latencyMs] of message.points) portal?.history.add(unixMs, latencyMs);
        const newestMs = message.points.at(-1)?.[0];
        if (newestMs !== undefined) this.#setClock(newestMs - nowMs);
        break;
      }
      case 'net':
        this.#set({ net: message.net });
        break;
    }
  }

  /** The server does not answer: what was known is not true any more. */
  unreachable(): void {
    this.#set({ portals: this.#view.portals.map((portal) => ({ ...forgotten(portal), state: 'offline' })) });
  }

  /** Forgets the figures of portals that have said nothing for some seconds. */
  forgetStale(nowMs: number): void {
    const isStale = ({ info, stats }: Portal): boolean =>
      stats !== null && nowMs - (this.#heardMs.get(info.id) ?? 0) > STALE_MS;
    const { portals } = this.#view;
    if (portals.some(isStale))
      this.#set({ portals: portals.map((each) => (isStale(each) ? forgotten(each) : each)) });
  }

  #greet(infos: readonly PortalInfo[], net: NetState | null): void {
    const portals = infos.map((info): Portal => {
      const known = this.#view.portals.find((portal) => portal.info.id === info.id);
      this.#rates.set(info.id, new ReceivedRate());
      const history = known?.history ?? new LatencyHistory();
      return { info, state: 'connecting', stats: null, receivedBps: null, history };
    });
    this.#set({ portals, net });
  }

  #replace(id: string, change: (portal: Portal) => Portal): void {
    this.#set({
      portals: this.#view.portals.map((portal) => (portal.info.id === id ? change(portal) : portal)),
    });
  }

  /** Points are a little old when they come, never early: the greatest difference seen is the nearest to the truth. */
  #setClock(aheadMs: number): void {
    const known = this.#view.clockAheadMs;
    if (known === 0 || aheadMs > known) this.#view = { ...this.#view, clockAheadMs: aheadMs };
  }

  #set(change: Partial<DoorView>): void {
    const next = { ...this.#view, ...change };
    const state =
      WORST_FIRST.find((worst) => next.portals.some((portal) => portal.state === worst)) ?? 'offline';
    this.#view = { ...next, state };
    for (const changed of this.#subscribers) changed();
  }
}

function forgotten(portal: Portal): Portal {
  portal.history.p99Ms = null;
  return { ...portal, stats: null, receivedBps: null };
}
