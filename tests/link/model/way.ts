import type { Address } from '@ajar/link';
import { seeded } from '@ajar/link/testing';

/** What one direction of the network does to datagrams. Probabilities are 0 … 1. */
export interface Weather {
  readonly delayMs: number;
  /** Added to the delay of each datagram by itself, evenly between 0 and this, so that they overtake one another. */
  readonly jitterMs: number;
  readonly loss: number;
  readonly duplicate: number;
  /** Of datagrams in which one bit is inverted. */
  readonly corrupt: number;
  /** Longer datagrams are lost without a word. */
  readonly mostBytes: number;
}

export const fineWeather: Weather = {
  delayMs: 10,
  jitterMs: 0,
  loss: 0,
  duplicate: 0,
  corrupt: 0,
  mostBytes: 1472,
};

/** A datagram on its way. */
interface Flight {
  readonly arrivesUs: number;
  readonly datagram: Uint8Array;
  readonly from: Address;
  readonly to: Address;
}

/** One direction of a network whose weather changes. */
export class Way {
  weather: Weather = fineWeather;
  /** Nothing that is sent before this time arrives, µs. */
  cutUntilUs = 0;
  readonly #draw: () => number;
  /** In order of arrival. */
  readonly #flights: Flight[] = [];

  constructor(seed: number) {
    this.#draw = seeded(seed);
  }

  send(nowUs: number, datagram: Uint8Array, from: Address, to: Address): void {
    const { loss, duplicate, corrupt, mostBytes } = this.weather;
    if (nowUs < this.cutUntilUs || datagram.length > mostBytes || this.#draw() < loss) return;
    const bytes = Uint8Array.from(datagram);
    if (this.#draw() < corrupt)
      bytes[Math.floor(this.#draw() * bytes.length)]! ^= 1 << Math.floor(this.#draw() * 8);
    this.#fly(nowUs, bytes, from, to);
    if (this.#draw() < duplicate) this.#fly(nowUs, bytes, from, to);
  }

  /** When the next datagram arrives, µs; infinity for none. */
  get nextUs(): number {
    return this.#flights[0]?.arrivesUs ?? Number.POSITIVE_INFINITY;
  }

  /** The next datagram that has arrived. */
  arrival(nowUs: number): Flight | undefined {
    return this.nextUs <= nowUs ? this.#flights.shift() : undefined;
  }

  #fly(nowUs: number, datagram: Uint8Array, from: Address, to: Address): void {
    const { delayMs, jitterMs } = this.weather;
    const arrivesUs = nowUs + Math.round((delayMs + this.#draw() * jitterMs) * 1000);
    let at = this.#flights.length;
    while (at > 0 && this.#flights[at - 1]!.arrivesUs > arrivesUs) at--;
    this.#flights.splice(at, 0, { arrivesUs, datagram, from, to });
  }
}
