import type { Address } from '../address.ts';
import { normal, seeded } from './random.ts';

/** What a direction of the network does to datagrams. Probabilities are 0 … 1. */
export interface Impairments {
  delayUs: number;
  /** Added to the delay, evenly between 0 and this; makes datagrams overtake one another. */
  jitterUs: number;
  /** Added to the delay as well, normally distributed with this deviation; no delay is less than 0. */
  deviationUs: number;
  loss: number;
  duplicate: number;
  /** Longer datagrams vanish, bytes. */
  largest: number;
  /** Bits per second; what comes faster waits. */
  bps: number;
}

interface Flying {
  readonly arrivesUs: number;
  readonly order: number;
  readonly datagram: Uint8Array;
  readonly from: Address;
}

/** One direction of a network in virtual time. */
export class Channel {
  readonly impairments: Impairments = {
    delayUs: 1000,
    jitterUs: 0,
    deviationUs: 0,
    loss: 0,
    duplicate: 0,
    largest: 9216,
    bps: Number.POSITIVE_INFINITY,
  };
  /** When true, nothing gets through. */
  cut = false;
  /** Says which datagrams to lose, besides the random ones. */
  lose: ((datagram: Uint8Array) => boolean) | undefined;
  readonly #random: () => number;
  #flying: Flying[] = [];
  #order = 0;
  /** When the bottleneck has sent all that came so far. */
  #freeUs = 0;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  send(nowUs: number, datagram: Uint8Array, from: Address): void {
    const { loss, duplicate, largest } = this.impairments;
    const lost = this.#random() < loss;
    if (this.cut || lost || datagram.length > largest || this.lose?.(datagram) === true) return;
    this.#fly(nowUs, datagram, from);
    if (this.#random() < duplicate) this.#fly(nowUs, datagram, from);
  }

  /** When the next datagram arrives; infinity for none. */
  nextUs(): number {
    let nextUs = Number.POSITIVE_INFINITY;
    for (const flying of this.#flying) nextUs = Math.min(nextUs, flying.arrivesUs);
    return nextUs;
  }

  /** Everything that has arrived, in order of arrival. */
  arrived(nowUs: number): Flying[] {
    const arrived = this.#flying.filter((flying) => flying.arrivesUs <= nowUs);
    this.#flying = this.#flying.filter((flying) => flying.arrivesUs > nowUs);
    return arrived.toSorted((one, other) => one.arrivesUs - other.arrivesUs || one.order - other.order);
  }

  #fly(nowUs: number, datagram: Uint8Array, from: Address): void {
    const { delayUs, jitterUs, deviationUs, bps } = this.impairments;
    // Payload, UDP and IP.
    this.#freeUs = Math.max(this.#freeUs, nowUs) + ((datagram.length + 28) * 8e6) / bps;
    const normalUs = deviationUs === 0 ? 0 : deviationUs * normal(this.#random);
    const arrivesUs = this.#freeUs + Math.max(0, delayUs + normalUs + this.#random() * jitterUs);
    this.#flying.push({ arrivesUs, order: this.#order++, datagram, from });
  }
}
