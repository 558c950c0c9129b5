import { NetlabError } from './error.ts';
import { EventHeap } from './event-heap.ts';
import { type Fate, Path, type PathStats } from './path.ts';
import type { NetworkSettings } from './settings.ts';

/** The two ends of a network: `a` sends up, `b` sends down. */
export type Side = 'a' | 'b';

/** What is attached to one end: a protocol, or a test's own handlers. All times are virtual, in µs. */
export interface VirtualEndpoint {
  /** A datagram has arrived. It is a view that is valid, and may be changed, during the call. */
  receive(nowUs: number, datagram: Uint8Array): void;
  /** When `wake` is wanted next; asked after every event. Infinity, or no such method, is never. */
  timeout?(): number;
  /** The time that `timeout` gave has come. */
  wake?(nowUs: number): void;
}

export interface VirtualNetworkOptions {
  /** Any integer; the same one repeats everything. */
  readonly seed: number;
  /** From `a` to `b`; what is not named is unimpaired. */
  readonly up?: Partial<NetworkSettings>;
  /** From `b` to `a`. */
  readonly down?: Partial<NetworkSettings>;
  /** Where virtual time begins, in µs; 0 unless given. */
  readonly startUs?: number;
}

/** More wake-ups than any protocol needs at one instant. */
const mostWakesAtOnce = 100_000;

/**
 * Two endpoints and the network between them, in virtual time: an hour passes as fast as its events can be worked off, and
 * the same seed repeats it exactly.
 */
export class VirtualNetwork {
  readonly #up: Path;
  readonly #down: Path;
  readonly #events: EventHeap<Event> = new EventHeap();
  readonly #endpoints: Record<Side, VirtualEndpoint | undefined> = { a: undefined, b: undefined };
  readonly #idle: Flight[] = [];
  #nowUs: number;
  #wakesAtOnce = 0;

  /** @throws {NetlabError} `bad-settings` */
  constructor(options: VirtualNetworkOptions) {
    this.#nowUs = options.startUs ?? 0;
    this.#up = new Path(options.seed);
    this.#down = new Path(options.seed + 1);
    this.set(options);
  }

  get nowUs(): number {
    return this.#nowUs;
  }

  /** Totals of both directions; the objects are those that the network goes on counting in. */
  get stats(): { readonly up: PathStats; readonly down: PathStats } {
    return { up: this.#up.stats, down: this.#down.stats };
  }

  /** Puts an endpoint at one end, in place of the one that is there. What is on its way goes to the new one. */
  attach(side: Side, endpoint: VirtualEndpoint): void {
    this.#endpoints[side] = endpoint;
  }

  /** Sends a datagram from one end to the other. The bytes are copied. */
  send(from: Side, datagram: Uint8Array): void {
    const path = from === 'a' ? this.#up : this.#down;
    const to = from === 'a' ? 'b' : 'a';
    const fate = path.send(this.#nowUs, datagram.length);
    if (fate.outcome !== 'arrives') return;
    this.#dispatch(to, datagram, fate.arrivalUs, fate);
    if (fate.duplicateUs !== Infinity) this.#dispatch(to, datagram, fate.duplicateUs, fate);
  }

  /** Calls `action` at this time, or at once where it has passed, before anything that is due later. */
  at(timeUs: number, action: () => void): void {
    this.#events.push(Math.max(timeUs, this.#nowUs), action);
  }

  /**
   * Changes the settings that are named, from now on.
   * @throws {NetlabError} `bad-settings`
   */
  set(change: { readonly up?: Partial<NetworkSettings>; readonly down?: Partial<NetworkSettings> }): void {
    if (change.up !== undefined) this.#up.set(change.up, 'up');
    if (change.down !== undefined) this.#down.set(change.down, 'down');
  }

  /** Drops what is sent in the next `seconds`, both ways. */
  cut(seconds: number): void {
    const untilUs = this.#nowUs + seconds * 1e6;
    this.#up.cutUntil(untilUs);
    this.#down.cutUntil(untilUs);
  }

  /**
   * Works off all events up to and including `untilUs`, and leaves the time there.
   * @throws {NetlabError} `spinning`, where an endpoint asks to be woken at one instant without end
   */
  run(untilUs: number): void {
    while (this.step(untilUs));
    this.#nowUs = Math.max(this.#nowUs, untilUs);
  }

  /** Works off the next event, if it is due by `untilUs`. Returns whether there was one. */
  step(untilUs: number = Infinity): boolean {
    const eventUs = this.#events.nextUs;
    const side = this.#nextToWake();
    const wakeUs = side === undefined ? Infinity : Math.max(this.#nowUs, this.#timeoutOf(side));
    const nextUs = Math.min(eventUs, wakeUs);
    if (nextUs > untilUs || nextUs === Infinity) return false;
    if (nextUs > this.#nowUs) this.#wakesAtOnce = 0;
    this.#nowUs = nextUs;
    if (side !== undefined && wakeUs < eventUs) this.#wake(side);
    else this.#happen(this.#events.pop()!);
    return true;
  }

  #dispatch(to: Side, datagram: Uint8Array, arrivalUs: number, fate: Fate): void {
    const flight = this.#idle.pop() ?? { to, bytes: new Uint8Array(2048), length: 0 };
    if (flight.bytes.length < datagram.length) flight.bytes = new Uint8Array(datagram.length);
    flight.to = to;
    flight.length = datagram.length;
    flight.bytes.set(datagram);
    if (fate.corruptBit >= 0) flight.bytes[fate.corruptBit >> 3]! ^= 1 << (fate.corruptBit & 7);
    this.#events.push(arrivalUs, flight);
  }

  #happen(event: Event): void {
    if (typeof event === 'function') {
      event();
      return;
    }
    this.#endpoints[event.to]?.receive(this.#nowUs, event.bytes.subarray(0, event.length));
    this.#idle.push(event);
  }

  #nextToWake(): Side | undefined {
    const a = this.#timeoutOf('a');
    const b = this.#timeoutOf('b');
    if (a === Infinity && b === Infinity) return undefined;
    return a <= b ? 'a' : 'b';
  }

  #timeoutOf(side: Side): number {
    const endpoint = this.#endpoints[side];
    return endpoint?.wake === undefined ? Infinity : (endpoint.timeout?.() ?? Infinity);
  }

  #wake(side: Side): void {
    if (++this.#wakesAtOnce > mostWakesAtOnce) {
      const problem = `endpoint ${side} asks again and again to be woken at ${this.#nowUs} µs`;
      throw new NetlabError('spinning', `${problem}; its timeout() must move on in wake()`);
    }
    this.#endpoints[side]?.wake?.(this.#nowUs);
  }
}

/** A datagram on its way, in memory that is used again. */
interface Flight {
  to: Side;
  bytes: Uint8Array;
  length: number;
}

type Event = Flight | (() => void);
