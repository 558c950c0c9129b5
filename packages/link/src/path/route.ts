import type { Address } from '../address.ts';
import type { OffsetFilter } from '../clock/offset-filter.ts';
import type { Congestion } from '../congestion/congestion.ts';
import type { RandomSource } from '../crypto/key.ts';
import type { PacketReader } from '../packet-reader.ts';
import type { Totals } from '../statistics.ts';
import type { Slab } from '../wire/slab.ts';
import type { MtuSearch } from './mtu-search.ts';
import { Paths } from './paths.ts';

/** The way to the peer, whichever instance of it that is, and what has to be learned anew when it changes. */
export class Route {
  /** Where the last datagram of `write` or `repeat` goes. */
  destination: Address | undefined;
  readonly #random: RandomSource;
  readonly #clock: OffsetFilter;
  readonly #mtu: MtuSearch;
  readonly #congestion: Congestion;
  readonly #totals: Totals;
  /** Undefined before the first instance of the peer. */
  #paths: Paths | undefined;
  /** Bytes of the datagram sent last that go to a second address as well, and that address. */
  #secondBytes = 0;
  #second: Address | undefined;

  constructor(
    random: RandomSource,
    clock: OffsetFilter,
    mtu: MtuSearch,
    congestion: Congestion,
    totals: Totals,
  ) {
    this.#random = random;
    this.#clock = clock;
    this.#mtu = mtu;
    this.#congestion = congestion;
    this.#totals = totals;
  }

  /** Where packets go. */
  get address(): Address | undefined {
    return this.#paths?.address;
  }

  /** Whether a datagram of any size may be sent there now. */
  get open(): boolean {
    return this.#paths?.open === true;
  }

  /** Another instance of the peer was heard from `from`; `proven`: the handshake was made with there. */
  begin(nowUs: number, from: Address, proven: boolean): void {
    this.#paths = new Paths(nowUs, from, proven, this.#random);
    this.#mtu.reset();
  }

  /** A handshake showed that the same instance is at `address`; its next packet has `number` or more. */
  handshook(nowUs: number, address: Address, number: number): void {
    if (this.#paths?.handshook(nowUs, address, number) === true) this.#moved();
  }

  /** An authentic packet of `bytes` came, for the first time; `newest`: no number was higher. */
  heard(nowUs: number, from: Address, bytes: number, number: number, newest: boolean): void {
    if (this.#paths === undefined) return;
    this.#paths.patienceUs = this.#clock.rttUs || 0;
    if (this.#paths.heard(nowUs, from, bytes, number, newest)) this.#moved();
  }

  /** Whether it would tell something if a duplicate of this packet, from there, is authentic. Then call `heard` with it. */
  watches(from: Address, number: number): boolean {
    return this.#paths?.watches(from, number) === true;
  }

  /** Takes the challenge and the response in the packet that `reader` has read. */
  read(nowUs: number, from: Address, reader: PacketReader, slab: Slab): void {
    const { challengeAt, responseAt } = reader;
    if (challengeAt >= 0) this.#paths?.challenged(from, slab.bytes, challengeAt);
    if (responseAt >= 0 && this.#paths?.answered(nowUs, slab.bytes, responseAt) === true) this.#moved();
  }

  /** Fills `slab` with the chunks of a challenge or response that is due and returns where they end, 0 for none. */
  write(nowUs: number, slab: Slab): number {
    if (this.#paths === undefined) return 0;
    const end = this.#paths.write(nowUs, slab);
    this.destination = this.#paths.destination;
    return end;
  }

  /** A datagram was sent to the address in use; it may go to where the peer has most likely moved as well. */
  sent(nowUs: number, bytes: number): void {
    this.#second = this.#paths?.second(nowUs, bytes);
    this.#secondBytes = this.#second === undefined ? 0 : bytes;
  }

  /** How many bytes of the datagram sent last go to `destination` now, 0 for none. */
  repeat(): number {
    const bytes = this.#secondBytes;
    this.#secondBytes = 0;
    this.destination = this.#second;
    return bytes;
  }

  /** When `write` or `repeat` has something to do, µs. */
  timeoutUs(): number {
    return this.#secondBytes > 0
      ? Number.NEGATIVE_INFINITY
      : (this.#paths?.timeoutUs() ?? Number.POSITIVE_INFINITY);
  }

  /** Nothing is known of how much the new path carries, and how long it takes. */
  #moved(): void {
    this.#totals.migrations++;
    this.#mtu.reset();
    this.#congestion.moved();
  }
}
