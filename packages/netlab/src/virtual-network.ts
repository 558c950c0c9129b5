import { type NetworkInput, parseNetwork } from './description/network.ts';
import { NetlabError } from './error.ts';
import { Network, type NetworkChange } from './network.ts';
import type { PathEvents, PathStats } from './path/path.ts';
import type { TcpFlow } from './tcp/tcp-flow.ts';
import { EventHeap } from './time/event-heap.ts';

/** The two ends of a network: `a` sends up, `b` sends down. */
export type Side = 'a' | 'b';

/** Where an end of a virtual network is, as the other one sees it. The same object as long as it stays the same. */
export interface VirtualAddress {
  readonly host: string;
  readonly port: number;
}

/** What is attached to one end: a protocol, or a test's own handlers. All times are virtual, in µs. */
export interface VirtualEndpoint {
  /**
   * A datagram has arrived. It is a view that is valid, and may be changed, during the call. `from` is where its sender was
   * seen to be when it was sent.
   */
  receive(nowUs: number, datagram: Uint8Array, from: VirtualAddress): void;
  /** When `wake` is wanted next; asked after all that may change it. Infinity, or no such method, is never. */
  timeout?(): number;
  /** The time that `timeout` gave has come. */
  wake?(nowUs: number): void;
}

/** A network, in full or in part: what is not named is unimpaired. */
export interface VirtualNetworkOptions extends NetworkInput {
  /** Any integer; the same one repeats everything. */
  readonly seed: number;
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
  readonly #network: Network<Flight>;
  readonly #actions: EventHeap<() => void> = new EventHeap();
  readonly #endpoints: Record<Side, VirtualEndpoint | undefined> = { a: undefined, b: undefined };
  readonly #addresses: Record<Side, VirtualAddress> = {
    a: Object.freeze({ host: '192.0.2.1', port: 40_000 }),
    b: Object.freeze({ host: '198.51.100.1', port: 8738 }),
  };
  readonly #idle: Flight[] = [];
  #nowUs: number;
  readonly #wakeUs: Record<Side, number> = { a: Infinity, b: Infinity };
  #stray = 0;
  #wakesAtOnce = 0;

  /** @throws {NetlabError} `bad-settings` */
  constructor({ seed, startUs = 0, ...description }: VirtualNetworkOptions) {
    this.#nowUs = startUs;
    this.#network = new Network(seed, startUs, parseNetwork(description), {
      up: this.#eventsOf('b'),
      down: this.#eventsOf('a'),
      rebind: () => this.rebind('a'),
    });
    this.#network.advance(startUs);
  }

  get nowUs(): number {
    return this.#nowUs;
  }

  /** Totals of both directions; the objects are those that the network goes on counting in. */
  get stats(): { readonly up: PathStats; readonly down: PathStats } {
    return this.#network.stats;
  }

  /** Datagrams dropped because they were sent to an address that the other end did not have (any more). */
  get stray(): number {
    return this.#stray;
  }

  /** The TCP flows of its description, in that order. */
  get flows(): readonly TcpFlow[] {
    return this.#network.flows;
  }

  /** What waits for the bottleneck of a direction, without the one that is being sent, in bytes. */
  queuedBytes(direction: 'up' | 'down'): number {
    return this.#network[direction].queuedBytes;
  }

  /** Puts an endpoint at one end, in place of the one that is there. What is on its way goes to the new one. */
  attach(side: Side, endpoint: VirtualEndpoint): void {
    this.#endpoints[side] = endpoint;
  }

  /** Where an end is, as the other one sees it. */
  address(side: Side): VirtualAddress {
    return this.#addresses[side];
  }

  /**
   * Gives one end another address from now on: that of the next port, as from a router that has forgotten it, or this one.
   * What was sent before keeps the old one.
   */
  rebind(side: Side = 'a', address?: VirtualAddress): void {
    const { host, port } = this.#addresses[side];
    this.#addresses[side] = Object.freeze(address ?? { host, port: port === 65_535 ? 1024 : port + 1 });
  }

  /**
   * Sends a datagram from one end to the other. The bytes are copied.
   * @param to where to; if the other end is not there, it gets lost as a stray. Without it, wherever the other end is.
   */
  send(from: Side, datagram: Uint8Array, to?: VirtualAddress): void {
    if (to !== undefined) {
      const there = this.#addresses[from === 'a' ? 'b' : 'a'];
      if (to !== there && (to.port !== there.port || to.host !== there.host)) {
        this.#stray++;
        return;
      }
    }
    const flight = this.#flight(datagram, this.#addresses[from]);
    (from === 'a' ? this.#network.up : this.#network.down).send(this.#nowUs, flight, datagram.length);
  }

  /** Calls `action` at this time, after what the network does then, or as soon as it runs where that has passed. */
  at(timeUs: number, action: () => void): void {
    this.#actions.push(Math.max(timeUs, this.#nowUs), action);
  }

  /**
   * Changes the settings that are named, from now on.
   * @throws {NetlabError} `bad-settings`, and then nothing has changed
   */
  set(change: NetworkChange): void {
    this.#network.set(this.#nowUs, change);
  }

  /** Drops what is sent in the next `seconds`, both ways. */
  cut(seconds: number): void {
    this.#network.cut(this.#nowUs, seconds);
  }

  /** Holds what is sent in the next `seconds`, both ways, and delivers it in a burst when they are over. */
  hold(seconds: number): void {
    this.#network.hold(this.#nowUs, seconds);
  }

  /**
   * Works off all events up to and including `untilUs`, and leaves the time there.
   * @throws {NetlabError} `spinning`, where an endpoint asks to be woken at one instant without end
   */
  run(untilUs: number): void {
    while (this.step(untilUs));
    this.#nowUs = Math.max(this.#nowUs, untilUs);
  }

  /** Goes on to the next time at which something is due, if that is by `untilUs`. Returns whether there was something. */
  step(untilUs: number = Infinity): boolean {
    const actionUs = this.#actions.nextUs;
    const networkUs = this.#network.nextUs;
    const side = this.#nextToWake();
    const wakeUs = side === undefined ? Infinity : Math.max(this.#nowUs, this.#wakeUs[side]);
    const nextUs = Math.min(actionUs, networkUs, wakeUs);
    if (nextUs > untilUs || nextUs === Infinity) return false;
    if (nextUs > this.#nowUs) this.#wakesAtOnce = 0;
    this.#nowUs = nextUs;
    if (networkUs <= nextUs) this.#network.advance(nextUs);
    else if (actionUs <= nextUs) this.#actions.pop()!();
    else this.#wake(side!);
    return true;
  }

  #eventsOf(to: Side): PathEvents<Flight> {
    return {
      arrive: (nowUs, flight) => {
        this.#endpoints[to]?.receive(nowUs, flight.datagram, flight.from);
        this.#idle.push(flight);
      },
      drop: (flight) => this.#idle.push(flight),
      copy: (flight) => this.#flight(flight.datagram, flight.from),
      corrupt: (flight, bit) => {
        flight.datagram[bit >> 3]! ^= 1 << (bit & 7);
      },
    };
  }

  #flight(datagram: Uint8Array, from: VirtualAddress): Flight {
    const flight = this.#idle.pop() ?? { datagram: new Uint8Array(2048), from };
    flight.from = from;
    if (flight.datagram.length !== datagram.length) {
      const { buffer } = flight.datagram;
      flight.datagram =
        buffer.byteLength < datagram.length
          ? new Uint8Array(datagram.length)
          : new Uint8Array(buffer, 0, datagram.length);
    }
    flight.datagram.set(datagram);
    return flight;
  }

  #nextToWake(): Side | undefined {
    const a = (this.#wakeUs.a = this.#timeoutOf('a'));
    const b = (this.#wakeUs.b = this.#timeoutOf('b'));
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
  /** As long as the datagram, at the beginning of a buffer that may be longer. */
  datagram: Uint8Array;
  from: VirtualAddress;
}
