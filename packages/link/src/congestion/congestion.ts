import type { EventQueue } from '../event-queue.ts';
import type { Purpose } from '../statistics.ts';
import { ArrivalsReader } from '../wire/arrivals.ts';
import { ArrivalLog } from './arrival-log.ts';
import type { CongestionController, CongestionKind, RateLimits } from './controller.ts';
import { DelayController } from './delay-controller.ts';
import { FixedController } from './fixed-controller.ts';
import { LossController } from './loss-controller.ts';
import type { LossEstimator } from './loss-estimator.ts';
import { SentLog } from './sent-log.ts';
import { VideoShare } from './video-share.ts';

/** The target is told when it has changed by this share. */
const worthTelling = 0.025;
const defaultLimits: RateLimits = { minBps: 300e3, maxBps: 1e9 };
/** What is handed in grows by headers on its way out. */
const headerGrowth = 1.06;

/** Reports that stay away for less than this are no news, µs. */
const worthNoticingUs = 20_000;
/** More than this under way, in bytes, is reported without a pause. */
const worthReporting = 3000;

/** What the congestion control of a connection is made of. */
export interface CongestionOptions {
  readonly congestion?: CongestionKind;
  readonly minTargetBps?: number;
  readonly maxTargetBps?: number;
  readonly pacingBps?: number;
}

/** Everything that a connection does about congestion: tells the peer what came, learns what did of what it sent, and turns that into rates. */
export class Congestion {
  /** Whether anything may be another than when this was last set to false. */
  changed = true;
  /** What is told to the peer. */
  readonly arrivals: ArrivalLog = new ArrivalLog();
  readonly #controller: CongestionController;
  readonly #sentLog: SentLog;
  readonly #video = new VideoShare();
  readonly #report = new ArrivalsReader();
  readonly #events: EventQueue;
  readonly #pacingBps: number | undefined;
  #told = Number.NaN;
  /** Since when a report is to be expected; NaN while nothing is under way that would be reported. */
  #expectedUs = Number.NaN;
  #rttUs = 0;
  /** When the last report came, µs. */
  #toldUs = 0;

  constructor(events: EventQueue, options: CongestionOptions = {}) {
    this.#events = events;
    this.#pacingBps = options.pacingBps;
    this.#controller = makeController(options);
    this.#sentLog = new SentLog(this.#controller);
  }

  /** How the packets sent get lost. */
  get loss(): LossEstimator {
    return this.#sentLog.loss;
  }

  /** How the packets sent get lost, or come too late for their frame. */
  get absence(): LossEstimator {
    return this.#sentLog.absence;
  }

  /** What the path carries of everything that is sent, bits per second; NaN while unknown. */
  get targetBps(): number {
    return this.#controller.targetBps;
  }

  /** What is left of the target for video, without headers, repairs, parity, sound and messages, bits per second; NaN while unknown. */
  get videoTargetBps(): number {
    return this.#video.of(this.#controller.targetBps);
  }

  /** Whether a queue is being drained or the path is too small: what can be done without should not be sent. */
  get congested(): boolean {
    return this.#controller.congested;
  }

  /** Bits per second of frames that are handed in. */
  set mediaBps(bps: number) {
    this.#controller.mediaBps = bps * headerGrowth;
  }

  /** How long a packet that leaves now waits on its way beyond what it must, µs. Without news the queue is taken to get shorter. */
  queueUs(nowUs: number): number {
    return Math.max(0, this.#controller.queueUs - (nowUs - this.#toldUs));
  }

  /** How fast paced packets may leave, bits per second. */
  get pacingBps(): number {
    return this.#pacingBps ?? this.#controller.pacingBps;
  }

  /** Remembers a packet that left. `session` stands for the packet numbers in use. */
  sent(
    nowUs: number,
    session: object,
    number: number,
    bytes: number,
    purpose: Purpose,
    paced: boolean,
  ): void {
    if (purpose === 'probe') {
      this.#sentLog.skip(session, number);
      return;
    }
    this.#sentLog.sent(nowUs, session, number, bytes, paced);
    this.#video.sent(nowUs, bytes, paced, purpose === 'media');
    if (purpose === 'control') return;
    if (Number.isNaN(this.#expectedUs)) this.#expectedUs = nowUs + this.#rttUs;
    const silentUs = nowUs - this.#expectedUs;
    if (silentUs < worthNoticingUs) return;
    this.#controller.silent(silentUs);
    this.changed = true;
  }

  /** Takes the report in `[at, end)` about packets of `session`. False when it is not well formed. */
  takeReport(
    nowUs: number,
    session: object,
    view: DataView,
    at: number,
    end: number,
    rttUs: number,
  ): boolean {
    this.#report.start(view, at, end);
    const fine = this.#sentLog.take(session, this.#report);
    // What was sent meanwhile is reported without a pause, unless hardly anything was.
    this.#expectedUs = this.#sentLog.inFlightBytes > worthReporting ? nowUs : Number.NaN;
    if (rttUs > 0) this.#rttUs = rttUs;
    this.#toldUs = nowUs;
    this.#controller.update(nowUs, rttUs, this.loss.rate);
    this.changed = true;
    this.#tell();
    return fine;
  }

  /** The peer is at another address: it may take longer to get there. What fits through is soon found out. */
  moved(): void {
    this.#controller.moved();
  }

  /** The peer is another one: what was learned about the way to it does not hold. */
  reset(): void {
    this.#controller.reset();
    this.#expectedUs = Number.NaN;
  }

  #tell(): void {
    const bps = this.videoTargetBps;
    if (Number.isNaN(bps) || Math.abs(bps - this.#told) < this.#told * worthTelling) return;
    this.#told = bps;
    this.#events.push({ type: 'target', bps });
  }
}

function makeController(options: CongestionOptions): CongestionController {
  const limits = {
    minBps: options.minTargetBps ?? defaultLimits.minBps,
    maxBps: options.maxTargetBps ?? defaultLimits.maxBps,
  };
  switch (options.congestion) {
    case 'loss':
      return new LossController(limits);
    case 'fixed':
      return new FixedController(options.pacingBps);
    case 'delay':
    case undefined:
    default:
      return new DelayController(limits);
  }
}
