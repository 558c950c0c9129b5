import type { NetworkDescription, NetworkSettings, Proxy } from '@ajar/netlab';
import type { NetState, NetWish } from '../control/protocol.ts';

/** The demo's network as its page sees it: one set of numbers for both directions, and cuts. */
export class DemoNet {
  readonly #proxy: Proxy;
  readonly #onChange: (net: NetState) => void;
  #settings: NetworkSettings;
  #cutUntil: number | null = null;
  #healed: NodeJS.Timeout | undefined;

  constructor(proxy: Proxy, profile: NetworkDescription, onChange: (net: NetState) => void) {
    this.#proxy = proxy;
    this.#settings = profile.up;
    this.#onChange = onChange;
  }

  get state(): NetState {
    return {
      delayMs: this.#settings.delayMs,
      jitterMs: this.#settings.jitterMs,
      lossPct: this.#settings.lossPct,
      bandwidthMbps: this.#settings.bandwidthBps / 1e6,
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

  #change({ delayMs, jitterMs, lossPct, bandwidthMbps }: Extract<NetWish, { type: 'net' }>['net']): void {
    this.#settings = {
      ...this.#settings,
      ...(delayMs !== undefined && { delayMs }),
      ...(jitterMs !== undefined && { jitterMs }),
      ...(lossPct !== undefined && { lossPct }),
      ...(bandwidthMbps !== undefined && { bandwidthBps: bandwidthMbps * 1e6 }),
    };
    this.#proxy.set({ up: this.#settings, down: this.#settings });
  }

  #cut(seconds: number): void {
    this.#proxy.cut(seconds);
    this.#cutUntil = Date.now() + seconds * 1000;
    clearTimeout(this.#healed);
    this.#healed = setTimeout(() => {
      this.#cutUntil = null;
      this.#onChange(this.state);
    }, seconds * 1000);
  }
}
