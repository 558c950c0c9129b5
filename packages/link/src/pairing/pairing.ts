import type { Address } from '../address.ts';
import { type KeyPair, keyBytes, type RandomSource } from '../crypto/key.ts';
import { LinkError } from '../error.ts';
import { maxNameBytes } from '../wire/introduction.ts';
import { pairingKeySync } from './code.ts';
import type { PairingEvent } from './events.ts';
import { Inviter } from './inviter.ts';
import { Joiner } from './joiner.ts';
import { isPairing, pairingPrologue } from './wire.ts';

/** What a pairing is made of. */
export interface PairingOptions {
  /** `invite` waits for whoever has the code, `join` calls. */
  readonly role: 'invite' | 'join';
  /** The code, which takes a fifth of a second of this thread, or what `pairingKey` made of it beforehand. */
  readonly code: string | Uint8Array;
  /** This portal's key pair. */
  readonly staticKey: KeyPair;
  /** This portal's name for people, at most 64 bytes of UTF-8; default empty. */
  readonly name?: string;
  /** All randomness. */
  readonly random: RandomSource;
  /** Where to call; for `join` only, and needed there. */
  readonly callAddress?: Address;
  /** After how long the code is worth nothing any more, µs; default ten minutes. */
  readonly lifetimeUs?: number;
}

const defaultLifetimeUs = 600_000_000;
const maxReplies = 16;

/**
 * Two portals that share a short code learn each other's public key and name: Noise_XXpsk0 in three datagrams and a
 * confirmation. Driven like a `Connection`, without sockets, clock or randomness of its own. After `paired`, go on for a few
 * seconds: the other side may not have heard yet.
 */
export class Pairing {
  /** Where the datagram of the last `transmit` goes. */
  destination: Address | undefined;
  readonly #lifetimeUs: number;
  readonly #inviter: Inviter | undefined;
  readonly #joiner: Joiner | undefined;
  readonly #ownKey: Uint8Array;
  readonly #events: PairingEvent[] = [];
  readonly #replies: { datagram: Buffer; to: Address }[] = [];
  #expiresUs = Number.NaN;
  #state: 'open' | 'paired' | 'failed' = 'open';

  /** Throws `LinkError` `bad-code`, `bad-key` or `bad-option` for what cannot work. */
  constructor(options: PairingOptions) {
    const { code, staticKey: own, random, callAddress, name = '' } = options;
    if (Buffer.byteLength(name) > maxNameBytes) {
      throw new LinkError(
        'bad-option',
        `name: at most ${maxNameBytes} bytes, not ${Buffer.byteLength(name)}`,
      );
    }
    const key = typeof code === 'string' ? pairingKeySync(code) : code;
    if (key.length !== keyBytes) {
      throw new LinkError(
        'bad-code',
        `code: a key of a code has ${keyBytes} bytes, this one has ${key.length}`,
      );
    }
    this.#lifetimeUs = options.lifetimeUs ?? defaultLifetimeUs;
    this.#ownKey = own.publicKey;
    const secrets = { prologue: pairingPrologue, own, key };
    const tell = (event: PairingEvent): void => this.#tell(event);
    if (options.role === 'invite') {
      const send = (datagram: Buffer, to: Address): void => {
        if (this.#replies.length < maxReplies) this.#replies.push({ datagram, to });
      };
      this.#inviter = new Inviter(secrets, name, random, tell, send);
    } else {
      if (callAddress === undefined)
        throw new LinkError('bad-option', 'callAddress: where is the inviting portal?');
      this.#joiner = new Joiner(callAddress, secrets, name, random, tell);
    }
  }

  /** `paired` and `failed` are for good. */
  get state(): 'open' | 'paired' | 'failed' {
    return this.#state;
  }

  /** Takes a datagram from the network. Nothing about it makes this throw. */
  receive(nowUs: number, datagram: Uint8Array, from: Address): void {
    this.#tick(nowUs);
    if (this.#state === 'failed' || from.port === 0 || !isPairing(datagram)) return;
    this.#inviter?.receive(nowUs, datagram, from);
    if (this.#state === 'open') this.#joiner?.receive(nowUs, datagram, from);
  }

  /** Writes the next datagram (at most 1200 bytes) into `into` and returns its length; 0 when there is none now. */
  transmit(nowUs: number, into: Uint8Array): number {
    this.#tick(nowUs);
    const next =
      this.#replies.shift() ?? (this.#state === 'open' ? this.#joiner?.transmit(nowUs) : undefined);
    if (next === undefined) return 0;
    this.destination = next.to;
    into.set(next.datagram);
    return next.datagram.length;
  }

  /** When to call `transmit` again even if nothing comes in, µs; infinity for never. */
  timeout(nowUs: number): number {
    if (this.#replies.length > 0 || Number.isNaN(this.#expiresUs)) return nowUs;
    if (this.#state !== 'open') return Number.POSITIVE_INFINITY;
    return Math.min(this.#expiresUs, this.#joiner?.dueUs ?? Number.POSITIVE_INFINITY);
  }

  /** The next event. */
  poll(): PairingEvent | undefined {
    return this.#events.shift();
  }

  #tick(nowUs: number): void {
    if (Number.isNaN(this.#expiresUs)) this.#expiresUs = nowUs + this.#lifetimeUs;
    if (this.#state !== 'open' || nowUs < this.#expiresUs) return;
    const message = `nobody came with the code within ${Math.round(this.#lifetimeUs / 1e6)} s: make another one`;
    const joined = `the code was good for ${Math.round(this.#lifetimeUs / 1e6)} s: ask for another one`;
    this.#tell({ type: 'failed', reason: 'expired', message: this.#joiner === undefined ? message : joined });
  }

  #tell(event: PairingEvent): void {
    if (event.type === 'paired' && Buffer.compare(event.peerKey, this.#ownKey) === 0) {
      const message = "the code led to this portal's own key: each portal needs a key of its own";
      this.#state = 'failed';
      this.#events.push({ type: 'failed', reason: 'own-key', message });
      return;
    }
    if (event.type !== 'warning') this.#state = event.type;
    this.#events.push(event);
  }
}
