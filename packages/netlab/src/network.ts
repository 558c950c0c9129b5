import type { NetworkDescription, NetworkEvent, NetworkInput } from './description/network.ts';
import type { NetworkSettings } from './description/settings.ts';
import { parseNetworkSettings } from './description/settings.ts';
import { Path, type PathEvents, type PathStats } from './path/path.ts';
import { TcpFlow } from './tcp/tcp-flow.ts';

/** Settings that change, by direction; `both` is for both, and `up` and `down` say what differs. */
export type NetworkChange = Pick<NetworkInput, 'both' | 'up' | 'down'>;

/** Who is told of what happens in a network. */
export interface NetworkEvents<T> {
  readonly up: PathEvents<T>;
  readonly down: PathEvents<T>;
  /** The side that connects has another source address from now on. */
  rebind(): void;
}

/**
 * Both directions of a network, what happens to it by its description, and the flows that share it. It is the same in
 * virtual time and on live UDP: whoever owns it hands datagrams in and calls `advance` when `nextUs` has come.
 */
export class Network<T> {
  readonly up: Path<T>;
  readonly down: Path<T>;
  readonly flows: readonly TcpFlow[];
  readonly #events: NetworkEvents<T>;
  readonly #script: readonly NetworkEvent[];
  readonly #startUs: number;
  #scriptNext = 0;

  constructor(seed: number, startUs: number, description: NetworkDescription, events: NetworkEvents<T>) {
    this.#events = events;
    this.#startUs = startUs;
    this.#script = description.events;
    this.up = new Path(seed, events.up, description.up, startUs);
    this.down = new Path(seed + 1, events.down, description.down, startUs);
    this.flows = description.tcp.map((settings) => new TcpFlow(settings, startUs, this[settings.direction]));
  }

  /** When something is due next, in µs; Infinity where nothing is. */
  get nextUs(): number {
    let nextUs = Math.min(this.#scriptUs, this.up.nextUs, this.down.nextUs);
    for (const flow of this.flows) nextUs = Math.min(nextUs, flow.nextUs);
    return nextUs;
  }

  /** Totals of both directions; the objects are those that the network goes on counting in. */
  get stats(): { readonly up: PathStats; readonly down: PathStats } {
    return { up: this.up.stats, down: this.down.stats };
  }

  /** Works off, each at its own time and in their order, all that is due by `nowUs`. */
  advance(nowUs: number): void {
    for (;;) {
      const nextUs = this.nextUs;
      if (nextUs > nowUs || nextUs === Infinity) return;
      // What is scripted comes first, so that whatever happens at that moment feels it.
      if (this.#scriptUs <= nextUs) this.#happen(nextUs, this.#script[this.#scriptNext++]!);
      this.up.advance(nextUs);
      this.down.advance(nextUs);
      for (const flow of this.flows) flow.advance(nextUs);
    }
  }

  /**
   * Changes the settings that are named, in both directions or, where one is wrong, in none.
   * @throws {NetlabError} `bad-settings`
   */
  set(nowUs: number, { both = {}, up = {}, down = {} }: NetworkChange): void {
    const changeUp = changed(this.up.settings, both, up, 'up');
    const changeDown = changed(this.down.settings, both, down, 'down');
    this.up.set(nowUs, changeUp);
    this.down.set(nowUs, changeDown);
  }

  /** Drops everything that is sent in the next `seconds` (0 ends a cut), both ways. */
  cut(nowUs: number, seconds: number): void {
    this.up.cutUntil(nowUs + seconds * 1e6);
    this.down.cutUntil(nowUs + seconds * 1e6);
  }

  /** Holds everything for the next `seconds` (0 ends it for what is to come), both ways, and delivers it in a burst then. */
  hold(nowUs: number, seconds: number): void {
    this.up.holdUntil(nowUs + seconds * 1e6);
    this.down.holdUntil(nowUs + seconds * 1e6);
  }

  get #scriptUs(): number {
    const event = this.#script[this.#scriptNext];
    return event === undefined ? Infinity : this.#startUs + event.atMs * 1000;
  }

  #happen(nowUs: number, event: NetworkEvent): void {
    this.set(nowUs, event);
    if (event.cutMs > 0) this.cut(nowUs, event.cutMs / 1000);
    if (event.holdMs > 0) this.hold(nowUs, event.holdMs / 1000);
    if (event.rebind) this.#events.rebind();
  }
}

function changed(
  settings: NetworkSettings,
  both: Partial<NetworkSettings>,
  own: Partial<NetworkSettings>,
  name: string,
): NetworkSettings {
  return parseNetworkSettings(own, name, parseNetworkSettings(both, 'both', settings));
}
