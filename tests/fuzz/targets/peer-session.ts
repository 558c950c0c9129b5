import assert from 'node:assert/strict';
import { type Address, Connection } from '@ajar/link';
import { fixedKeyPair, RawPeer, seededBytes } from '@ajar/link/testing';
import { hex } from './hex.ts';
import { HonestPeer, mostChunkBytes } from './honest-peer.ts';
import { Watched } from './watched.ts';

const [own, peerKey] = [fixedKeyPair(1), fixedKeyPair(2)];
const startUs = 1_000_000;
const mostJoins = 4;
/** A track that nobody talks about, to show at the end that the link is alive. */
const lastTrack = 250;

/** One connection, and the peer that has its way with it. */
export class PeerSession {
  readonly watched: Watched;
  #peer: RawPeer;
  #honest = new HonestPeer();
  #joins = 0;
  #closed = false;
  #address: Address;
  /** Ports of addresses that have shown that they are the peer's. */
  readonly #proven = new Set<number>();
  /** Bytes that an address may still be sent before that. */
  readonly #credit = new Map<number, number>();

  constructor() {
    const options = { staticKey: own, peerKey: peerKey.publicKey, random: seededBytes(11) };
    this.watched = new Watched(new Connection(options), startUs);
    this.#peer = this.#handshake();
    this.#address = this.#peer.address;
    this.send(Buffer.alloc(0), startUs);
  }

  /** Sends chunks in a packet that says it was sent at `sentUs`. */
  send(chunks: Uint8Array, sentUs: number): void {
    const time = Buffer.alloc(6);
    time.writeUIntBE(sentUs % 2 ** 48, 0, 6);
    const datagram = this.#peer.seal(Buffer.concat([time, chunks.subarray(0, mostChunkBytes)]));
    const { port } = this.#address;
    this.#credit.set(port, (this.#credit.get(port) ?? 0) + datagram.length);
    this.watched.receive(datagram, this.#address);
  }

  /** Says what an honest peer would say to all that came since the last time. */
  answer(lost: number): void {
    for (const port of this.#honest.challengedPorts) this.#proven.add(port);
    this.send(this.#honest.answer(this.watched.nowUs, lost), this.watched.nowUs);
  }

  sendFrame(track: number, bytes: number, lifetimeUs: number): void {
    const { nowUs, connection } = this.watched;
    const deadlineUs = nowUs + lifetimeUs;
    const info = { capturedUs: nowUs, encodedUs: nowUs, keyframe: bytes % 4 === 0, deadlineUs };
    connection.sendFrame(nowUs, track, new Uint8Array(bytes).fill(track), info);
    this.watched.settle();
  }

  /** Calls again, as a peer does that has lost its session. */
  join(): void {
    if (this.#joins >= mostJoins || this.#closed) return;
    this.#peer = this.#handshake();
    this.#address = this.#peer.address;
  }

  /** What it sends comes from another address from now on. */
  move(port: number): void {
    this.#address = { host: this.#address.host, port };
  }

  close(): void {
    this.#closed = true;
    this.watched.connection.close();
    this.watched.settle();
  }

  /** Whether a well-formed frame comes through after a new call, whatever was said before. */
  proveAlive(): void {
    if (this.#closed) return;
    this.#peer = this.#handshake();
    this.#address = this.#peer.address;
    const shard = hex(
      `80 ${lastTrack.toString(16)} 00 00 00000000 0000 0001 00000006 00000000 0000 05000000002a`,
    );
    const before = this.watched.connection.stats().framesReceived;
    this.send(shard, this.watched.nowUs);
    assert.equal(this.watched.connection.stats().framesReceived, before + 1, 'a new call is of no use');
  }

  #handshake(): RawPeer {
    const { watched } = this;
    // A hello that is not newer than the one before it is taken for a recorded one.
    watched.wait(1000);
    const made = new RawPeer(watched.nowUs, watched.connection, peerKey, own.publicKey, 20 + this.#joins++);
    watched.count(made.hello, made.welcome);
    this.#proven.add(made.address.port);
    this.#honest = new HonestPeer();
    watched.onSent = (datagram, to) => {
      this.#spend(datagram.length, to.port);
      this.#honest.hear(watched.nowUs, datagram, to, made);
    };
    return made;
  }

  #spend(bytes: number, port: number): void {
    if (this.#proven.has(port)) return;
    const left = (this.#credit.get(port) ?? 0) - bytes;
    assert.ok(
      left >= 0,
      `port ${port} is sent ${-left} bytes more than it sent, and has not shown who it is`,
    );
    this.#credit.set(port, left);
  }
}
