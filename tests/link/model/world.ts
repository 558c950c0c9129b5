import assert from 'node:assert/strict';
import { fixedKeyPair } from '@ajar/link/testing';
import { leastBytes } from './content.ts';
import { Ledger } from './ledger.ts';
import { Portal, type PortalOptions, tracks } from './portal.ts';
import { fineWeather, Way, type Weather } from './way.ts';

/** Steps at one moment in which nothing leaves, before a portal is taken to spin. */
const mostIdleSteps = 50;
/** What may happen at one moment at all. */
const mostSteps = 50_000;
/** Two portals are joined again so soon after the network is well, however ill it was, µs. */
const agreeUs = 30_000_000;
/** Frames come again after so many rounds of 100 ms. */
const mostRounds = 100;
/** What two clocks that have been compared may still be apart by, besides what the way explains, µs. */
const clockSlackUs = 60_000;

export interface WorldOptions {
  readonly seed: number;
  readonly bothCall: boolean;
  readonly skewUs: number;
  readonly driftPpm: number;
  readonly rekeyPackets?: number | undefined;
  readonly firstFrameNumber?: number | undefined;
  readonly firstPacketNumber?: number | undefined;
}

/** Two portals and the network between them, in virtual time. b calls a. */
export class World {
  nowUs = 1_000_000;
  readonly a: Portal;
  readonly b: Portal;
  /** From a to b, and from b to a: what was sent. */
  readonly #ledgers = [new Ledger(), new Ledger()] as const;
  readonly #bothCall: boolean;
  /** What deadlines may be missed by, µs: the worst that the way has been. */
  #slackUs: number = clockSlackUs;
  #idleSteps = 0;
  #steps = 0;

  constructor(options: WorldOptions) {
    const [keyA, keyB] = [fixedKeyPair(options.seed * 2 + 1), fixedKeyPair(options.seed * 2 + 2)];
    const numbers = {
      ...(options.rekeyPackets === undefined ? {} : { rekeyPackets: options.rekeyPackets }),
      ...(options.firstFrameNumber === undefined ? {} : { firstFrameNumber: options.firstFrameNumber }),
      ...(options.firstPacketNumber === undefined ? {} : { firstPacketNumber: options.firstPacketNumber }),
    };
    const own: PortalOptions = {
      key: keyA,
      peerKey: keyB.publicKey,
      host: '192.0.2.1',
      seed: options.seed * 2,
      skewUs: options.skewUs,
      driftPpm: options.driftPpm,
      ...numbers,
    };
    const other = { ...own, key: keyB, peerKey: keyA.publicKey, host: '192.0.2.2', seed: own.seed + 1 };
    const [toB, toA] = this.#ledgers;
    this.#bothCall = options.bothCall;
    this.a = new Portal(own, new Way(own.seed), toB, toA);
    this.b = new Portal({ ...other, skewUs: 0, driftPpm: 0 }, new Way(other.seed), toA, toB);
    this.#findEachOther();
  }

  /** Changes one direction of the network: what a portal sends goes through it. */
  setWeather(from: Portal, weather: Weather): void {
    from.way.weather = weather;
    this.#slackUs = Math.max(this.#slackUs, clockSlackUs + 2000 * (weather.delayMs + weather.jitterMs));
  }

  /** Its address changes; whoever calls it is told the new one. */
  rebind(portal: Portal): void {
    portal.rebind();
    this.#findEachOther();
  }

  /** Lets time pass. */
  run(us: number): void {
    const endUs = this.nowUs + us;
    while (this.nowUs < endUs) this.#step(endUs);
  }

  /** Sends frames of both portals on the first two tracks, 60 and 200 a second, for so long. */
  stream(ms: number, bytes: number): void {
    const endUs = this.nowUs + ms * 1000;
    for (let tick = 0; this.nowUs < endUs; tick++) {
      for (const portal of [this.a, this.b]) {
        if (tick % 3 === 0) portal.sendFrame(this.nowUs, tracks[0]!, bytes + ((tick * 7919) % 500), 120);
        portal.sendFrame(this.nowUs, tracks[1]!, 160, 60);
      }
      this.run(5000);
    }
  }

  /** Makes the network well, and checks that the two come to agree about everything. */
  agree(): void {
    for (const portal of [this.a, this.b]) {
      if (portal.connection.state === 'closed') portal.restart();
      portal.way.weather = fineWeather;
      portal.way.cutUntilUs = 0;
    }
    this.#until('both are open', () =>
      [this.a, this.b].every((portal) => portal.connection.state === 'open'),
    );
    this.run(1_000_000);
    this.#warmUp();
    this.#exchange();
    this.#until('all messages have come', () => {
      const [toB, toA] = this.#ledgers;
      const { a, b } = this;
      return toB.hasAllMessages(a.instance, b.instance) && toA.hasAllMessages(b.instance, a.instance);
    });
    for (const ledger of this.#ledgers) ledger.checkGaps();
    for (const portal of [this.a, this.b]) portal.check();
    this.#checkQuiet();
  }

  /** Sends frames until they come: what the path carries may be less than before, which takes a while to find out. */
  #warmUp(): void {
    let coming = 0;
    for (let round = 0; coming < 5; round++) {
      assert.ok(round < mostRounds, 'frames do not come through');
      const sent = this.#sendFrames(300);
      this.run(100_000);
      coming = sent.every(({ ledger, track, number }) => ledger.isNewest(track, number)) ? coming + 1 : 0;
    }
  }

  /** In a network that is well, every frame comes. */
  #exchange(): void {
    for (const portal of [this.a, this.b]) portal.sendMessage(leastBytes);
    for (let round = 0; round < 5; round++) {
      const sent = this.#sendFrames(1000);
      this.run(200_000);
      for (const { ledger, track, number } of sent) {
        assert.ok(number >= 0, 'a portal whose peer is there takes frames');
        assert.ok(
          ledger.isNewest(track, number),
          `frame ${number} of track ${track} comes through a clear way`,
        );
      }
    }
  }

  /** One frame on each track of both, that fills more than one datagram. */
  #sendFrames(lifetimeMs: number): { ledger: Ledger; track: number; number: number }[] {
    return [this.a, this.b].flatMap((portal, side) =>
      tracks.map((track) => {
        const number = portal.sendFrame(this.nowUs, track, 2000, lifetimeMs, { keyframe: true });
        return { ledger: this.#ledgers[side]!, track, number };
      }),
    );
  }

  /** Nothing but signs of life is sent when there is nothing to say. */
  #checkQuiet(): void {
    const sent = (): number =>
      this.a.connection.stats().sentDatagrams + this.b.connection.stats().sentDatagrams;
    this.run(1_000_000);
    const before = sent();
    this.run(2_000_000);
    assert.ok(sent() - before < 400, `${sent() - before} datagrams in 2 s of silence`);
    for (const portal of [this.a, this.b]) assert.equal(portal.connection.stats().queuedBytes, 0);
  }

  #until(what: string, condition: () => boolean): void {
    const endUs = this.nowUs + agreeUs;
    while (!condition()) {
      assert.ok(this.nowUs < endUs, `it does not come about that ${what}`);
      this.#step(endUs);
    }
  }

  #findEachOther(): void {
    this.b.callAddress = this.a.address;
    this.b.connection.callAt(this.a.address);
    if (!this.#bothCall) return;
    this.a.callAddress = this.b.address;
    this.a.connection.callAt(this.b.address);
  }

  #step(limitUs: number): void {
    const { a, b, nowUs } = this;
    const sent = a.pump(nowUs, this.#slackUs) + b.pump(nowUs, this.#slackUs);
    const wakeUs = Math.min(a.wakeUs(nowUs), b.wakeUs(nowUs));
    const dueUs = Math.min(a.way.nextUs, b.way.nextUs, wakeUs, limitUs);
    this.#watch(dueUs > nowUs, sent);
    this.nowUs = Math.max(nowUs, dueUs);
    this.#deliver(a.way, b);
    this.#deliver(b.way, a);
  }

  /** What is sent to an address that its portal has no more gets lost. */
  #deliver(way: Way, to: Portal): void {
    for (let flight = way.arrival(this.nowUs); flight !== undefined; flight = way.arrival(this.nowUs)) {
      if (flight.to.port !== to.address.port || flight.to.host !== to.address.host) continue;
      to.receive(this.nowUs, flight.datagram, flight.from, this.#slackUs);
    }
  }

  #watch(moves: boolean, sent: number): void {
    this.#steps = moves ? 0 : this.#steps + 1;
    this.#idleSteps = moves || sent > 0 ? 0 : this.#idleSteps + 1;
    assert.ok(
      this.#idleSteps < mostIdleSteps,
      'a portal wants to be woken again and again, and does nothing',
    );
    assert.ok(this.#steps < mostSteps, 'a portal never comes to rest');
  }
}
