import type { TcpSettings } from '../description/network.ts';
import type { CrossTraffic } from '../path/path.ts';
import { EventHeap } from '../time/event-heap.ts';
import { Cubic } from './cubic.ts';
import { GoodputHistory } from './goodput-history.ts';
import { RoundTrip } from './round-trip.ts';

/** What a full segment carries, and what it takes of the path, in bytes. */
const payloadBytes = 1448;
const segmentBytes = 1500;
/** A segment is lost once one that was sent so many later has been acknowledged (as in RFC 6675). */
const reorderingSegments = 3;
/** What the receiver has room for, in segments: 6 MB, as Linux gives at most. */
const mostSegments = 4096;

/** Totals of a flow since it began. */
export interface TcpStats {
  readonly sentSegments: number;
  readonly lostSegments: number;
  /** Payload that has been acknowledged. */
  readonly deliveredBytes: number;
  readonly timeouts: number;
  /** The congestion window, in bytes of payload. */
  readonly windowBytes: number;
  /** The smoothed round trip, in ms; 0 before the first. */
  readonly rttMs: number;
}

/** The way that the segments of a flow take. */
export interface TcpPath {
  sendCross(nowUs: number, flow: CrossTraffic, packetNumber: number, bytes: number): void;
}

/**
 * A TCP flow that always has something to send: CUBIC (RFC 9438), the exit of slow start by delay (HyStart), selective
 * acknowledgements, timeouts (RFC 6298). Every transmission has a number of its own, and what was lost goes again as
 * another one: with endless data only the window and the timing matter. Its acknowledgements cross no bottleneck.
 */
export class TcpFlow implements CrossTraffic {
  readonly settings: TcpSettings;
  readonly #path: TcpPath;
  readonly #cubic: Cubic = new Cubic();
  readonly #rtt: RoundTrip = new RoundTrip();
  readonly #history: GoodputHistory;
  readonly #startUs: number;
  readonly #stopUs: number;
  /** The numbers of what will be acknowledged, by when. */
  readonly #acks: EventHeap<number> = new EventHeap();
  /** When what is in flight was sent, by its number; 0 once it is acknowledged. */
  readonly #sentUs: Map<number, number> = new Map();
  #nextNumber = 0;
  #oldestNumber = 0;
  #recoveryNumber = 0;
  #timeoutUs: number;
  #backoff = 1;
  #delivered = 0;
  #lost = 0;
  #timeouts = 0;

  /** @param startUs when the network began */
  constructor(settings: TcpSettings, startUs: number, path: TcpPath) {
    this.settings = settings;
    this.#path = path;
    this.#startUs = startUs + settings.startMs * 1000;
    this.#stopUs = startUs + settings.stopMs * 1000;
    this.#history = new GoodputHistory(startUs);
    // Its first window goes as one after a timeout does.
    this.#timeoutUs = this.#startUs;
  }

  /** When something is due next, in µs. */
  get nextUs(): number {
    return Math.min(this.#acks.nextUs, this.#timeoutUs);
  }

  /** A copy of the figures as they are now. */
  get stats(): TcpStats {
    return {
      sentSegments: this.#nextNumber,
      lostSegments: this.#lost,
      deliveredBytes: this.#delivered * payloadBytes,
      timeouts: this.#timeouts,
      windowBytes: Math.floor(this.#cubic.windowSegments) * payloadBytes,
      rttMs: this.#rtt.smoothedUs / 1000,
    };
  }

  /** Payload acknowledged between two times, in bits a second; to 100 ms. */
  goodputBps(fromUs: number, toUs: number): number {
    return this.#history.meanBps(fromUs, toUs);
  }

  /** A segment has passed the bottleneck: its acknowledgement comes after the rest of the round trip. */
  passed(nowUs: number, packetNumber: number): void {
    this.#acks.push(nowUs + this.settings.rttMs * 1000, packetNumber);
  }

  /** Works off what is due by `nowUs`. */
  advance(nowUs: number): void {
    while (this.#acks.nextUs <= nowUs) {
      const ackUs = this.#acks.nextUs;
      this.#acknowledge(ackUs, this.#acks.pop()!);
    }
    if (this.#timeoutUs <= nowUs) this.#timeOut(this.#timeoutUs);
  }

  #acknowledge(nowUs: number, number: number): void {
    const sentUs = this.#sentUs.get(number);
    // One that came after its timeout counts as delivered twice no more than once: it was sent again meanwhile.
    if (sentUs === undefined) return;
    this.#sentUs.delete(number);
    this.#delivered++;
    this.#history.add(nowUs, payloadBytes);
    this.#rtt.sample(nowUs - sentUs);
    this.#backoff = 1;
    const inUse = this.#sentUs.size + 1 >= Math.floor(this.#cubic.windowSegments) - 1;
    if (this.#cubic.inSlowStart && this.#rtt.rising) this.#cubic.leaveSlowStart();
    this.#findLost(number);
    if (inUse && number >= this.#recoveryNumber) this.#cubic.acknowledged(nowUs, this.#rtt.smoothedUs);
    this.#fill(nowUs);
  }

  #findLost(acknowledged: number): void {
    for (; this.#oldestNumber <= acknowledged - reorderingSegments; this.#oldestNumber++) {
      if (!this.#sentUs.delete(this.#oldestNumber)) continue;
      this.#lost++;
      // What was sent before the window was reduced says nothing about the reduced one.
      if (this.#oldestNumber < this.#recoveryNumber) continue;
      this.#cubic.reduce();
      this.#recoveryNumber = this.#nextNumber;
    }
  }

  #timeOut(nowUs: number): void {
    if (this.#sentUs.size > 0) {
      this.#timeouts++;
      this.#lost += this.#sentUs.size;
      this.#sentUs.clear();
      this.#oldestNumber = this.#nextNumber;
      this.#recoveryNumber = this.#nextNumber;
      this.#backoff = Math.min(this.#backoff * 2, 64);
      this.#cubic.timeOut();
    }
    this.#timeoutUs = Infinity;
    this.#fill(nowUs);
  }

  #fill(nowUs: number): void {
    if (nowUs < this.#stopUs) {
      const window = Math.min(mostSegments, Math.floor(this.#cubic.windowSegments));
      while (this.#sentUs.size < window) {
        const number = this.#nextNumber++;
        this.#sentUs.set(number, nowUs);
        this.#path.sendCross(nowUs, this, number, segmentBytes);
      }
    }
    this.#timeoutUs = this.#sentUs.size === 0 ? Infinity : nowUs + this.#rtt.timeoutUs * this.#backoff;
  }
}
