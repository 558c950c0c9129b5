import { type Address, formatAddress } from '../address.ts';
import { seal } from '../crypto/aead.ts';
import { generateKeyPair, type RandomSource } from '../crypto/key.ts';
import { PairingResponder, type PairingSecrets } from '../crypto/noise-pairing.ts';
import { TokenBucket } from '../handshake/hello-limiter.ts';
import { pairingType } from '../wire/datagram.ts';
import type { PairingEvent } from './events.ts';
import {
  decodeCard,
  encodeCard,
  ephemeralBytes,
  firstBytes,
  firstNoiseAt,
  idOf,
  noiseAt,
  wrap,
} from './wire.ts';

/** Codes are tried this often at most, per second and at once, and so many wrong ones end the invitation. */
const guessesPerSecond = 5;
const guessesAtOnce = 10;
const maxGuesses = 1000;
/** Joiners that were answered and have not finished. */
const maxGuests = 4;
const tagBytes = 16;

/** Somebody who knows the code. */
interface Guest {
  readonly ephemeral: Buffer;
  readonly id: number;
  readonly peerId: number;
  readonly noise: PairingResponder;
  readonly reply: Buffer;
  confirmation: Buffer | undefined;
}

/** The side that waits for whoever has the code. Others hear nothing. */
export class Inviter {
  readonly #secrets: PairingSecrets;
  readonly #name: string;
  readonly #random: RandomSource;
  readonly #tell: (event: PairingEvent) => void;
  readonly #send: (datagram: Buffer, to: Address) => void;
  readonly #limiter = new TokenBucket(guessesPerSecond, guessesAtOnce);
  #guests: Guest[] = [];
  #guesses = 0;
  #paired = false;

  constructor(
    secrets: PairingSecrets,
    name: string,
    random: RandomSource,
    tell: (event: PairingEvent) => void,
    send: (datagram: Buffer, to: Address) => void,
  ) {
    this.#secrets = secrets;
    this.#name = name;
    this.#random = random;
    this.#tell = tell;
    this.#send = send;
  }

  receive(nowUs: number, datagram: Uint8Array, from: Address): void {
    if (datagram[0] === pairingType.first) this.#receiveFirst(nowUs, datagram, from);
    if (datagram[0] === pairingType.third) this.#receiveThird(datagram, from);
  }

  #receiveFirst(nowUs: number, datagram: Uint8Array, from: Address): void {
    if (datagram.length !== firstBytes) return;
    const ephemeral = datagram.subarray(firstNoiseAt, firstNoiseAt + ephemeralBytes);
    const known = this.#guests.find((guest) => guest.ephemeral.equals(ephemeral));
    if (known !== undefined) {
      this.#send(known.reply, from);
      return;
    }
    if (this.#paired || !this.#limiter.take(nowUs)) return;
    const noise = PairingResponder.open(this.#secrets, datagram.subarray(firstNoiseAt));
    if (noise === undefined) this.#countGuess(from);
    else this.#admit(noise, Buffer.from(ephemeral), from);
  }

  #admit(noise: PairingResponder, ephemeral: Buffer, from: Address): void {
    const id = this.#newId();
    const peerId = Buffer.from(noise.payload).readUInt32BE(0);
    const message = noise.answer(generateKeyPair(this.#random), encodeCard(id, this.#name));
    const reply = wrap(pairingType.second, peerId, message);
    if (this.#guests.length === maxGuests) this.#guests.shift();
    this.#guests.push({ ephemeral, id, peerId, noise, reply, confirmation: undefined });
    this.#send(reply, from);
  }

  #receiveThird(datagram: Uint8Array, from: Address): void {
    const guest = this.#guests.find(({ id }) => id === idOf(datagram));
    if (guest === undefined) return;
    if (guest.confirmation === undefined) {
      const finished = guest.noise.finish(datagram.subarray(noiseAt));
      const card = finished === undefined ? undefined : decodeCard(finished.payload);
      if (finished === undefined || card === undefined) return;
      guest.confirmation = wrap(pairingType.third, guest.peerId, sealNothing(finished.keys.send));
      // Only the first one is paired with; what others were told before is forgotten.
      this.#guests = [guest];
      this.#paired = true;
      this.#tell({ type: 'paired', peerKey: finished.peerKey, name: card.name, address: from });
    }
    this.#send(guest.confirmation, from);
  }

  #countGuess(from: Address): void {
    this.#guesses++;
    const where = formatAddress(from);
    if (this.#guesses === 1) {
      const message = `${where} tried another code: check that both use the same one`;
      this.#tell({ type: 'warning', code: 'wrong-code', message });
    }
    if (this.#guesses < maxGuesses) return;
    const message = `${maxGuesses} wrong codes were tried, the last one from ${where}: make another invitation`;
    this.#tell({ type: 'failed', reason: 'guesses', message });
  }

  #newId(): number {
    const bytes = Buffer.alloc(4);
    do this.#random(bytes);
    while (this.#guests.some(({ id }) => id === bytes.readUInt32BE(0)));
    return bytes.readUInt32BE(0);
  }
}

/** The first transport message of a session, empty: nonce 0, no associated data (Noise revision 34, section 5.3). */
export function sealNothing(key: Buffer): Buffer {
  const sealed = Buffer.alloc(tagBytes);
  seal(sealed, Buffer.alloc(0), Buffer.alloc(0), Buffer.alloc(12), key);
  return sealed;
}
