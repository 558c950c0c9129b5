import type { Address } from '../address.ts';
import type { Connection } from '../connection.ts';
import { defaultMaxDatagramBytes } from '../options.ts';
import { maxDatagramBytes } from '../wire/datagram.ts';
import { longestUnfragmented } from './interface-mtu.ts';

/**
 * Datagrams may leave by another network interface than before without anybody being told. Systems list one that has just come up with a
 * delay of up to a second. µs.
 */
const againUs = 10_000_000;
const unknownAgainUs = 500_000;

/** Keeps a connection's datagrams to what the network interface on the way to the peer sends in one piece. */
export class DatagramLimit {
  readonly #connection: Connection;
  /** What datagrams may have at most; 0 when the interface is not asked. */
  readonly #mostBytes: number;
  /** The peer's address for which it was asked last. */
  #measured: Address | undefined;
  #dueUs = 0;
  /** The longest datagram since one was refused as too long. */
  #longestSent = 0;

  /** `wantedBytes` is what the user permits. Only Linux is asked: other systems are trusted with what is wanted, or send 1200. */
  constructor(connection: Connection, wantedBytes: number | undefined) {
    this.#connection = connection;
    const asked = process.platform === 'linux';
    this.#mostBytes = asked ? (wantedBytes ?? defaultMaxDatagramBytes) : 0;
    if (asked || wantedBytes === undefined) connection.maxDatagramBytes = maxDatagramBytes;
  }

  /** A datagram goes to the socket. */
  sent(bytes: number): void {
    if (bytes > this.#longestSent) this.#longestSent = bytes;
  }

  /** The system refused one of the last datagrams as too long. */
  refused(nowUs: number): void {
    this.#connection.refused(nowUs, this.#longestSent);
    this.#longestSent = 0;
  }

  /** The way to the peer may be another one. */
  doubt(): void {
    this.#measured = undefined;
  }

  /** Asks the interface if it is time to; `changed` is called when it has answered. */
  look(nowUs: number, changed: () => void): void {
    if (this.#mostBytes === 0 || this.#connection.state !== 'open') return;
    const { peerAddress } = this.#connection;
    if (peerAddress === undefined || (peerAddress === this.#measured && nowUs < this.#dueUs)) return;
    this.#measured = peerAddress;
    this.#dueUs = nowUs + againUs;
    longestUnfragmented(peerAddress).then(
      (bytes) => {
        if (this.#measured !== peerAddress) return;
        if (bytes === undefined) this.#dueUs = nowUs + unknownAgainUs;
        this.#connection.maxDatagramBytes = Math.min(this.#mostBytes, bytes ?? maxDatagramBytes);
        changed();
      },
      () => undefined,
    );
  }
}
