import assert from 'node:assert/strict';
import type { Address } from '../address.ts';
import type { Connection } from '../connection.ts';
import { generateKeyPair, type KeyPair } from '../crypto/key.ts';
import { Opener, Sealer } from '../crypto/seal.ts';
import { Attempt } from '../handshake/initiator.ts';
import { headerBytes, maxReceivedBytes, tagBytes } from '../wire/datagram.ts';
import { Slab } from '../wire/slab.ts';
import { seededBytes } from './random.ts';

/** A peer with the right key that says whatever a test wants it to say. */
export class RawPeer {
  readonly address: Address = { host: '192.0.2.66', port: 6666 };
  readonly sealer: Sealer;
  readonly opener: Opener;
  readonly hello: Buffer;
  readonly welcome: Buffer;
  readonly #slab = new Slab(maxReceivedBytes);

  /** Joins `connection` at `nowUs`. Everything is derived from `seed`. */
  constructor(nowUs: number, connection: Connection, own: KeyPair, peerKey: Uint8Array, seed: number) {
    const introduction = {
      connectionId: 0x0a0b0c0d,
      instance: '0102030405060708',
      features: 0,
      timeUs: nowUs,
      name: 'Raw',
    };
    const attempt = new Attempt(nowUs, own, peerKey, introduction, this.address, seededBytes(seed));
    const into = Buffer.alloc(maxReceivedBytes);
    this.hello = Buffer.from(into.subarray(0, attempt.write(nowUs, nowUs, into)));
    connection.receive(nowUs, this.hello, this.address);
    const bytes = connection.transmit(nowUs, into);
    this.welcome = Buffer.from(into.subarray(0, bytes));
    const made = attempt.finish(this.welcome);
    assert.ok(made, 'the connection answers with a welcome');
    this.sealer = new Sealer(made.keys.send, made.peer.connectionId, 0);
    this.opener = new Opener(made.keys.receive);
  }

  /** A sealed datagram with this plaintext: sent time (6 bytes), then chunks. */
  seal(plain: Uint8Array): Buffer {
    this.#slab.bytes.set(plain, headerBytes);
    const bytes = this.sealer.seal(this.#slab, headerBytes + plain.length);
    return Buffer.from(this.#slab.head(bytes));
  }

  /** The plaintext of a sealed datagram from the connection. */
  open(datagram: Uint8Array): Buffer {
    this.#slab.bytes.set(datagram);
    assert.equal(this.opener.open(this.#slab, datagram.length), undefined);
    return Buffer.from(this.#slab.bytes.subarray(headerBytes, datagram.length - tagBytes));
  }
}

/** A key pair that a test can count on. */
export function fixedKeyPair(seed: number): KeyPair {
  return generateKeyPair(seededBytes(seed));
}
