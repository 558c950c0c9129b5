import { type Address, formatAddress } from '../address.ts';
import { generateKeyPair, type RandomSource } from '../crypto/key.ts';
import { PairingInitiator, type PairingSecrets } from '../crypto/noise-pairing.ts';
import { pairingType } from '../wire/datagram.ts';
import type { PairingEvent } from './events.ts';
import { sealNothing } from './inviter.ts';
import { confirmationBytes, decodeCard, encodeCard, firstPayloadBytes, idOf, noiseAt, wrap } from './wire.ts';

const firstRetryUs = 250_000;
const maxRetryUs = 1_000_000;
/** After this long without an answer, it begins anew with another ephemeral key. */
const attemptUs = 5_000_000;
/** The inviter may have finished already and not be there for anyone else, so that its confirmation is waited for longer. */
const confirmationUs = 30_000_000;
const noAnswerUs = 5_000_000;

/** What the inviter said, which has yet to say that it heard this side. */
interface Found {
  readonly peerKey: Uint8Array;
  readonly name: string;
  readonly address: Address;
  readonly confirmation: Buffer;
}

/** The side that calls with a code. */
export class Joiner {
  /** When something is due, µs. */
  dueUs: number = Number.NEGATIVE_INFINITY;
  readonly #address: Address;
  readonly #secrets: PairingSecrets;
  readonly #name: string;
  readonly #random: RandomSource;
  readonly #tell: (event: PairingEvent) => void;
  #noise: PairingInitiator | undefined;
  #id = 0;
  #datagram: Buffer = Buffer.alloc(0);
  #found: Found | undefined;
  #sinceUs = Number.NaN;
  #beganUs = 0;
  #retryUs = firstRetryUs;
  #warned = false;

  constructor(
    address: Address,
    secrets: PairingSecrets,
    name: string,
    random: RandomSource,
    tell: (event: PairingEvent) => void,
  ) {
    this.#address = address;
    this.#secrets = secrets;
    this.#name = name;
    this.#random = random;
    this.#tell = tell;
  }

  /** The datagram that is due, and where it goes. */
  transmit(nowUs: number): { datagram: Buffer; to: Address } | undefined {
    if (Number.isNaN(this.#sinceUs)) this.#sinceUs = nowUs;
    if (this.dueUs > nowUs) return undefined;
    const patienceUs = this.#found === undefined ? attemptUs : confirmationUs;
    if (this.#noise === undefined || nowUs - this.#beganUs >= patienceUs) this.#begin(nowUs);
    if (nowUs - this.#sinceUs >= noAnswerUs) this.#warn();
    this.dueUs = nowUs + this.#retryUs;
    this.#retryUs = Math.min(maxRetryUs, this.#retryUs * 1.5);
    return { datagram: this.#datagram, to: this.#found?.address ?? this.#address };
  }

  receive(nowUs: number, datagram: Uint8Array, from: Address): void {
    if (idOf(datagram) !== this.#id || this.#noise === undefined) return;
    if (datagram[0] === pairingType.second && this.#found === undefined)
      this.#receiveSecond(nowUs, datagram, from);
    if (datagram[0] === pairingType.third && this.#found !== undefined) this.#receiveThird(datagram);
  }

  #begin(nowUs: number): void {
    const payload = Buffer.alloc(firstPayloadBytes);
    this.#random(payload.subarray(0, 4));
    this.#id = payload.readUInt32BE(0);
    this.#noise = new PairingInitiator(this.#secrets, generateKeyPair(this.#random), payload);
    this.#datagram = wrap(pairingType.first, undefined, this.#noise.message);
    this.#found = undefined;
    this.#beganUs = nowUs;
  }

  #receiveSecond(nowUs: number, datagram: Uint8Array, address: Address): void {
    let card: { id: number; name: string } | undefined;
    const finished = this.#noise!.finish(datagram.subarray(noiseAt), (payload) => {
      card = decodeCard(payload);
      return card === undefined ? undefined : encodeCard(this.#id, this.#name);
    });
    if (finished === undefined || card === undefined) return;
    const { peerKey, message, keys } = finished;
    this.#datagram = wrap(pairingType.third, card.id, message);
    this.#found = { peerKey, name: card.name, address, confirmation: sealNothing(keys.receive) };
    this.#beganUs = nowUs;
    this.#retryUs = firstRetryUs;
    this.dueUs = nowUs;
  }

  #receiveThird(datagram: Uint8Array): void {
    const { peerKey, name, address, confirmation } = this.#found!;
    if (datagram.length !== confirmationBytes || !confirmation.equals(datagram.subarray(noiseAt))) return;
    this.dueUs = Number.POSITIVE_INFINITY;
    this.#tell({ type: 'paired', peerKey, name, address });
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    const advice = 'check the address and the code, and that the invitation is still open';
    const message = `no answer from ${formatAddress(this.#address)} for ${noAnswerUs / 1e6} s: ${advice}`;
    this.#tell({ type: 'warning', code: 'no-answer', message });
  }
}
