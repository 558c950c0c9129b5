import type { Address } from '../address.ts';
import type { RandomSource } from '../crypto/key.ts';
import { Mac, macBytes } from '../crypto/mac.ts';

/** A new secret is used after this long; the one before is still accepted for as long again, µs. */
const secretUs = 120_000_000;
const secretBytes = 32;
const maxHostBytes = 254;

/** Cookies prove that whoever sends one can be reached at its address. They are made from secrets, so none is remembered. */
export class Cookies {
  readonly #random: RandomSource;
  readonly #place = Buffer.alloc(2 + maxHostBytes);
  #secret: Mac | undefined;
  #before: Mac | undefined;
  #madeUs = Number.NEGATIVE_INFINITY;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  /** The cookie for an address. Valid until the next call. */
  of(nowUs: number, address: Address): Buffer {
    this.#rotate(nowUs);
    return this.#secret!.of(this.#placeOf(address));
  }

  /** Whether the 16 bytes of `datagram` from `at` on are a cookie for `from`, two to four minutes old at most. */
  valid(nowUs: number, datagram: Uint8Array, at: number, from: Address): boolean {
    if (empty(datagram, at)) return false;
    this.#rotate(nowUs);
    const place = this.#placeOf(from);
    return this.#secret!.matches(place, datagram, at) || this.#before?.matches(place, datagram, at) === true;
  }

  #rotate(nowUs: number): void {
    const ageUs = nowUs - this.#madeUs;
    if (ageUs < secretUs) return;
    const secret = Buffer.alloc(secretBytes);
    this.#random(secret);
    this.#before = ageUs < 2 * secretUs ? this.#secret : undefined;
    this.#secret = new Mac(secret);
    this.#madeUs = nowUs;
  }

  #placeOf({ host, port }: Address): Buffer {
    this.#place.writeUInt16BE(port, 0);
    return this.#place.subarray(0, 2 + this.#place.write(host, 2, maxHostBytes, 'latin1'));
  }
}

/** A caller without a cookie sends zeros. */
function empty(datagram: Uint8Array, at: number): boolean {
  for (let byte = 0; byte < macBytes; byte++) if (datagram[at + byte] !== 0) return false;
  return true;
}
