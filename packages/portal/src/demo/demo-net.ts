import type { NetworkChange, NetworkSettings } from '@ajar/netlab';
import type { NetState, NetWish } from '../control/protocol.ts';

/** What of a proxy the page may see and change. */
export interface ChangeableNetwork {
  readonly settings: { readonly up: NetworkSettings; readonly down: NetworkSettings };
  set(change: NetworkChange): void;
  cut(seconds: number): void;
}

/** The demo's network as its page sees it: one number for both directions of each setting, and cuts. */
export class DemoNet {
  readonly #network: ChangeableNetwork;
  readonly #onChange: (net: NetState) => void;
  #cutUntil: number | null = null;
  #healed: NodeJS.Timeout | undefined;

  constructor(network: ChangeableNetwork, onChange: (net: NetState) => void) {
    this.#network = network;
    this.#onChange = onChange;
  }

  /** Of two directions that differ, what the worse one does. */
  get state(): NetState {
    const { up, down } = this.#network.settings;
    const limits = [up.bandwidthBps, down.bandwidthBps].filter((bandwidthBps) => bandwidthBps > 0);
    return {
      delayMs: Math.max(up.delayMs, down.delayMs),
      jitterMs: Math.max(up.jitterMs, down.jitterMs),
      lossPct: Math.max(up.lossPct, down.lossPct),
      lossBurst: Math.max(up.lossBurst, down.lossBurst),
      bandwidthMbps: limits.length === 0 ? 0 : Math.min(...limits) / 1e6,
      cutUntil: this.#cutUntil,
    };
  }

  wish(wish: NetWish): void {
    if (wish.type === 'cut') this.#cut(wish.seconds);
    else this.#change(wish.net);
    this.#onChange(this.state);
  }

  close(): void {
    clearTimeout(this.#healed);
  }

  /** What is moved holds both ways from then on; everything else stays as it is, each way. */
  #change({ bandwidthMbps, ...moved }: Extract<NetWish, { type: 'net' }>['net']): void {
    const named = Object.entries(moved).filter(([, value]) => value !== undefined);
    this.#network.set({
      both: {
        ...Object.fromEntries(named),
        ...(bandwidthMbps !== undefined && { bandwidthBps: bandwidthMbps * 1e6, trace: null }),
      },
    });
  }

  #cut(seconds: number): void {
    this.#network.cut(seconds);
    this.#cutUntil = Date.now() + seconds * 1000;
    clearTimeout(this.#healed);
    this.#healed = setTimeout(() => {
      this.#cutUntil = null;
      this.#onChange(this.state);
    }, seconds * 1000);
  }
}
