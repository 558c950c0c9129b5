import assert from 'node:assert/strict';
import { type Address, audioTrack, Connection, type FrameInfo, type KeyPair } from '@ajar/link';
import { seededBytes } from '@ajar/link/testing';
import { makeContent } from './content.ts';
import type { Ledger } from './ledger.ts';
import type { Way } from './way.ts';

/** What does not change when a portal restarts. */
export interface PortalOptions {
  readonly key: KeyPair;
  readonly peerKey: Uint8Array;
  readonly host: string;
  readonly seed: number;
  /** What its clock shows beyond the true time when that is 0, and how much faster it runs. */
  readonly skewUs: number;
  readonly driftPpm: number;
  readonly rekeyPackets?: number;
  readonly firstFrameNumber?: number;
  readonly firstPacketNumber?: number;
}

/** One end of a link in the model: its instances one after the other, its clock, and what it has sent. */
export class Portal {
  /** Where it calls; undefined to be called. */
  callAddress: Address | undefined;
  /** Counts its restarts; told to the peer as its features. */
  instance = 0;
  connection: Connection;
  address: Address;
  /** Where what it sends goes. */
  readonly way: Way;
  readonly #options: PortalOptions;
  readonly #outbox: Ledger;
  readonly #inbox: Ledger;
  readonly #into = Buffer.alloc(65_536);
  /** Instance of the peer that its link has told of; 0 for none. */
  #peer = 0;
  #nextMessage = 0;
  #received = 0;
  #sent = 0;
  #frames = 0;
  #port = 4000;

  /** `outbox` is what it sends, `inbox` what is sent to it. */
  constructor(options: PortalOptions, way: Way, outbox: Ledger, inbox: Ledger) {
    this.#options = options;
    this.way = way;
    this.#outbox = outbox;
    this.#inbox = inbox;
    this.address = { host: options.host, port: this.#port };
    this.connection = this.#make();
  }

  /** What its own clock shows at a true time. */
  clockUs(nowUs: number): number {
    return Math.round(this.#options.skewUs + nowUs * (1 + this.#options.driftPpm / 1e6));
  }

  /** The true time at which it wants to be woken. */
  wakeUs(nowUs: number): number {
    const localUs = this.connection.timeout(this.clockUs(nowUs));
    if (localUs <= this.clockUs(nowUs)) return nowUs;
    return Math.max(
      nowUs + 1,
      Math.ceil((localUs - this.#options.skewUs) / (1 + this.#options.driftPpm / 1e6)),
    );
  }

  /** Ends its process without a word, and starts it again. */
  restart(): void {
    this.check();
    this.connection = this.#make();
  }

  /** Its address is another one from now on, as behind a NAT that has forgotten it. */
  rebind(): void {
    this.address = { host: this.#options.host, port: ++this.#port };
  }

  /** Hands a frame in. Returns its number, −1 when the link did not take it. */
  sendFrame(
    nowUs: number,
    track: number,
    bytes: number,
    lifetimeMs: number,
    info: Partial<FrameInfo> = {},
  ): number {
    const localUs = this.clockUs(nowUs);
    const number = this.#nextFrame(track);
    const content = makeContent({ instance: this.instance, track, number }, bytes);
    const whole = {
      capturedUs: localUs,
      encodedUs: localUs,
      keyframe: number % 30 === 0,
      deadlineUs: localUs + lifetimeMs * 1000,
      ...info,
    };
    const given = this.connection.sendFrame(localUs, track, content, whole);
    if (given < 0) return given;
    assert.equal(given, number, 'frames are numbered one after the other');
    this.#nextFrames.set(track, number + 1);
    const disposable = whole.disposable === true;
    this.#outbox.frameSent(this.instance, track, number, {
      deadlineUs: nowUs + lifetimeMs * 1000,
      disposable,
    });
    return number;
  }

  /** Hands a message in. False when the link did not take it. */
  sendMessage(bytes: number): boolean {
    const label = { instance: this.instance, track: 0, number: this.#nextMessage };
    if (!this.connection.sendMessage(makeContent(label, bytes))) return false;
    this.#nextMessage++;
    this.#outbox.messageSent(this.instance, this.#peer);
    return true;
  }

  receive(nowUs: number, datagram: Uint8Array, from: Address, slackUs: number): void {
    this.#received++;
    this.connection.receive(this.clockUs(nowUs), datagram, from);
    this.pump(nowUs, slackUs);
  }

  /** Takes events and sends until there is nothing more to send. Returns how many datagrams left. */
  pump(nowUs: number, slackUs: number): number {
    let sent = 0;
    this.#poll(nowUs, slackUs);
    for (;;) {
      const bytes = this.connection.transmit(this.clockUs(nowUs), this.#into);
      this.#poll(nowUs, slackUs);
      if (bytes === 0) break;
      sent++;
      this.way.send(nowUs, this.#into.subarray(0, bytes), this.address, this.connection.destination!);
    }
    this.#sent += sent;
    return sent;
  }

  /** Checks that everything was counted. */
  check(): void {
    const stats = this.connection.stats();
    assert.equal(stats.receivedDatagrams, this.#received);
    assert.equal(stats.sentDatagrams, this.#sent);
    assert.equal(stats.framesReceived, this.#frames);
    assert.equal(stats.mediaBytes + stats.fecBytes + stats.repairBytes + stats.controlBytes, stats.sentBytes);
  }

  readonly #nextFrames = new Map<number, number>();

  #nextFrame(track: number): number {
    return this.#nextFrames.get(track) ?? this.#options.firstFrameNumber ?? 0;
  }

  #poll(nowUs: number, slackUs: number): void {
    for (let event = this.connection.poll(); event !== undefined; event = this.connection.poll()) {
      if (event.type === 'peer') this.#peer = event.features;
      if (event.type === 'frame') this.#frames++;
      this.#inbox.heard(nowUs, this.instance, event, slackUs);
    }
  }

  #make(): Connection {
    const { key, peerKey, seed, rekeyPackets, firstFrameNumber, firstPacketNumber } = this.#options;
    this.instance++;
    this.#peer = 0;
    this.#nextMessage = 0;
    this.#received = 0;
    this.#sent = 0;
    this.#frames = 0;
    this.#nextFrames.clear();
    return new Connection({
      staticKey: key,
      peerKey,
      random: seededBytes(seed * 1000 + this.instance),
      features: this.instance,
      ...(this.callAddress === undefined ? {} : { callAddress: this.callAddress }),
      ...(rekeyPackets === undefined ? {} : { rekeyPackets }),
      ...(firstFrameNumber === undefined ? {} : { firstFrameNumber }),
      ...(firstPacketNumber === undefined ? {} : { firstPacketNumber }),
    });
  }
}

/** Tracks that the model uses: pictures, sound, and one more. */
export const tracks: readonly number[] = [1, audioTrack, 3];
