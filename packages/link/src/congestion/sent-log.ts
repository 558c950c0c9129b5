import type { ArrivalsReader } from '../wire/arrivals.ts';
import { LossEstimator } from './loss-estimator.ts';

/**
 * A packet that comes so much later than one that was sent behind it is of as little use to its frame as one that is lost: parity is there sooner, µs. Less would cost
 * more parity than it saves time: Pareto jitter of 20 ms takes 16 % of it at 25 ms (median 41 ms, one way 20), 32 % at 12 ms (34 ms), none at all 119 ms.
 */
const straggledUs = 25_000;
/** Packets that are remembered: more than are under way in a round trip of 100 ms at 600 Mbit/s. */
const capacity = 8192;
/** Over how long the rate of packets is taken, µs. */
const rateWindowUs = 500_000;
/** How late packets are waited for that others overtook, µs: learned from those that came. */
const shortestGuardUs = 3000;
const longestGuardUs = 100_000;
const firstGuardUs = 10_000;
/** Of the guard that is not needed any more, this share is forgotten per report. */
const guardDecay = 1 / 2048;

/** What is known of a packet: nothing; it came; packets before and behind it came; it counts as lost; it is not looked at (any more). */
const state = { unknown: 0, arrived: 1, missing: 2, lost: 3, untold: 4, straggled: 5 } as const;

/** What is known of the packets sent, by slot. Numbers that are passed one by one would each be an object on the heap. */
export interface SentPackets {
  /** When they left (own clock) and when they came (peer's clock), µs. */
  readonly sentUs: Float64Array;
  readonly arrivedUs: Float64Array;
  readonly bytes: Uint16Array;
  /** 1 for those that waited for the pacer. */
  readonly paced: Uint8Array;
}

/** Who learns what became of the packets. */
export interface SentSink {
  /** Whether a queue is being drained or the path is too small. */
  readonly congested: boolean;
  /** The packet in a slot came. Packets of a report come in the order of their numbers. */
  arrived(packets: SentPackets, slot: number): void;
  /** The same packet once those before it have come or are given up: in the order in which they were sent. */
  inOrder(packets: SentPackets, slot: number): void;
  /** A packet is given up. */
  lost(packets: SentPackets, slot: number): void;
}

/** The packets of the session in use that were sent, and what the peer's reports say about them. */
export class SentLog implements SentPackets {
  readonly loss: LossEstimator = new LossEstimator();
  /** As `loss`, with packets that came too late to be waited for. */
  readonly absence: LossEstimator = new LossEstimator();
  /** Bytes of packets of which nothing is known yet. */
  inFlightBytes = 0;
  readonly #sink: SentSink;
  readonly sentUs: Float64Array = new Float64Array(capacity);
  /** When a packet came; for one that is missing, when the one behind the gap came. */
  readonly arrivedUs: Float64Array = new Float64Array(capacity);
  readonly bytes: Uint16Array = new Uint16Array(capacity);
  readonly paced: Uint8Array = new Uint8Array(capacity);
  readonly #states = new Uint8Array(capacity);
  #session: object | undefined;
  #next = 0;
  /** Everything before this number is settled. */
  #settled = 0;
  /** Highest number that was reported, the latest arrival, and the first numbers of the last two reports. */
  #highest = -1;
  #latestUs = Number.NEGATIVE_INFINITY;
  #first = 0;
  #firstBefore = 0;
  #guardUs = firstGuardUs;
  /** Packets sent since a time, from which their rate is taken. */
  #ratePackets = 0;
  #rateSinceUs = Number.NEGATIVE_INFINITY;

  constructor(sink: SentSink) {
    this.#sink = sink;
  }

  /** How long packets that others overtook are waited for, µs. */
  get guardUs(): number {
    return this.#guardUs;
  }

  /** Remembers a packet. Numbers grow; those that are left out do not count. Another session than before starts anew. */
  sent(nowUs: number, session: object, number: number, bytes: number, paced: boolean): void {
    this.skip(session, number);
    this.#countRate(nowUs);
    const slot = number % capacity;
    this.sentUs[slot] = nowUs;
    this.bytes[slot] = bytes;
    this.paced[slot] = paced ? 1 : 0;
    this.#states[slot] = state.unknown;
    this.inFlightBytes += bytes;
  }

  /** The estimates look back over a time, not over a number of packets. */
  #countRate(nowUs: number): void {
    this.#ratePackets++;
    const elapsedUs = nowUs - this.#rateSinceUs;
    if (elapsedUs < rateWindowUs) return;
    const packetsPerSecond = (this.#ratePackets * 1e6) / elapsedUs;
    this.loss.packetsPerSecond = packetsPerSecond;
    this.absence.packetsPerSecond = packetsPerSecond;
    this.#ratePackets = 0;
    this.#rateSinceUs = nowUs;
  }

  /** Leaves out a packet that was sent but says nothing about the path. */
  skip(session: object, number: number): void {
    if (session !== this.#session) this.#restart(session, number);
    for (let left = Math.max(this.#next, number - capacity); left <= number; left++) this.#vacate(left);
    this.#next = number + 1;
  }

  /** Takes a report about the packets of `session`. False when it is about packets that were never sent, or is not well formed. */
  take(session: object, report: ArrivalsReader): boolean {
    if (session !== this.#session) return true;
    let before = -1;
    while (report.next()) {
      const { number } = report;
      if (number >= this.#next) return false;
      if (before < 0) this.#began(number);
      else if (number > before + 1) this.#miss(Math.max(before + 1, this.#next - capacity), report);
      this.#arrive(report);
      before = number;
    }
    this.#settle();
    return !report.malformed;
  }

  #began(number: number): void {
    this.#firstBefore = this.#first;
    this.#first = number;
  }

  #arrive({ number, us }: ArrivalsReader): void {
    if (number < this.#next - capacity || number < 0) return;
    const slot = number % capacity;
    const before = this.#states[slot];
    if (number > this.#highest) this.#highest = number;
    if (us > this.#latestUs) this.#latestUs = us;
    if (before === state.arrived || before === state.straggled || before === state.untold) return;
    const isLate = before !== state.unknown && us - this.arrivedUs[slot]! > straggledUs;
    this.#states[slot] = isLate ? state.straggled : state.arrived;
    if (before === state.unknown) this.inFlightBytes -= this.bytes[slot]!;
    else this.#learn(us - this.arrivedUs[slot]!, before === state.lost);
    this.arrivedUs[slot] = us;
    this.#sink.arrived(this, slot);
  }

  /** What lies between two packets that came has not come. */
  #miss(from: number, report: ArrivalsReader): void {
    for (let number = from; number < report.number; number++) {
      const slot = number % capacity;
      if (this.#states[slot] !== state.unknown) continue;
      this.#states[slot] = state.missing;
      this.arrivedUs[slot] = report.us;
      this.inFlightBytes -= this.bytes[slot]!;
    }
  }

  /** A packet came `lateUs` after one that was sent later. */
  #learn(lateUs: number, givenUp: boolean): void {
    if (givenUp) this.loss.mistaken();
    const wantedUs = Math.min(lateUs * 1.25 + 1000, longestGuardUs);
    if (wantedUs > this.#guardUs) this.#guardUs = wantedUs;
  }

  /** Settles packets in the order of their numbers, as far as something is known of them. */
  #settle(): void {
    this.#guardUs -= (this.#guardUs - shortestGuardUs) * guardDecay;
    const neverReported = Math.min(this.#first, this.#firstBefore);
    for (; this.#settled <= this.#highest; this.#settled++) {
      const slot = this.#settled % capacity;
      const known = this.#states[slot];
      if (known === state.arrived || known === state.straggled) {
        this.loss.outcome(false);
        this.absence.outcome(known === state.straggled);
        this.#sink.inOrder(this, slot);
      } else if (known === state.missing) {
        if (this.#latestUs - this.arrivedUs[slot]! < this.#guardUs) return;
        this.#states[slot] = state.lost;
        // What a full queue drops says how much is sent, not how much parity would help.
        if (!this.#sink.congested) this.loss.outcome(true);
        this.absence.outcome(true);
        this.#sink.lost(this, slot);
      } else if (known === state.unknown) {
        if (this.#settled >= neverReported) return;
        this.#giveUp(this.#settled);
      }
    }
  }

  /** Makes room for a packet, whose predecessor in the ring is given up. */
  #vacate(number: number): void {
    const settled = number - capacity + 1;
    for (; this.#settled < settled; this.#settled++) this.#giveUp(this.#settled);
    this.#states[number % capacity] = state.untold;
  }

  /** Nothing will be known of this packet any more, because the reports about it were lost. */
  #giveUp(number: number): void {
    const slot = number % capacity;
    if (this.#states[slot] !== state.unknown) return;
    this.#states[slot] = state.untold;
    this.inFlightBytes -= this.bytes[slot]!;
  }

  #restart(session: object, number: number): void {
    this.#session = session;
    this.#settled = number;
    this.#next = number;
    this.#highest = number - 1;
    this.#first = number;
    this.#firstBefore = number;
    this.#latestUs = Number.NEGATIVE_INFINITY;
    this.inFlightBytes = 0;
    this.#states.fill(state.untold);
  }
}
