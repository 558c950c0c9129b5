import { BaseProbe } from './base-probe.ts';
import { type CongestionController, presumedPacingBps, type RateLimits } from './controller.ts';
import { CubicWindow } from './cubic-window.ts';
import { DelayMeter } from './delay-meter.ts';
import { LossCap } from './loss-cap.ts';
import { RateMeter } from './rate-meter.ts';
import type { SentPackets } from './sent-log.ts';
import { TrainMeter, type TrainVerdict } from './train-meter.ts';

/** Share of what the path carries that is asked for when no queue stands; less where that changes all the time. */
const utilisation = 0.95;
const leastUtilisation = 0.7;
const caution = 0.6;
const surpriseWeight = 1 / 16;
/** Surprise that is none, as a share. */
const usualSurprise = 0.04;
/** A standing delay below this is none; what the path jitters by itself is added, so many times, up to a bound, µs. */
const noQueueUs = 4000;
const jitterTimes = 2.5;
const mostJitterUs = 60_000;
/** A queue is drained as if it had to be gone within about this time, µs, at no less than a share of what the path carries. */
const drainUs = 250_000;
const drainLeast = 0.15;
/** Weight of a new figure for what the path carries, down and up. */
const fallWeight = 0.5;
const riseWeight = 0.3;
/** Where so long a queue stands, what comes is what the path carries, µs; and the weight of that, per report. */
const busyUs = 100_000;
const busyWeight = 0.1;
/** The target is at most so many times what the path has carried of late. */
const provenGain = 2;
/** A path that never was tight is trusted to carry this much, as far as trains have come through as fast, bits per second. */
const openBps = 100e6;
/** Pacing on a tight path: so much more than it carries, or than the media has; elsewhere, times what is proven. */
const tightGain = 1.1;
const mediaGain = 1.5;
const openGain = 2;
/** For how long a path on which a train was stretched is not taken for an open one again, µs. */
const tightUs = 30_000_000;
/** Where no queue stands and no train was stretched for so long, µs, a flow that uses what it has gets more, by this share per second. */
const growAfterUs = 200_000;
const growth = 0.6;
const used = 0.7;
const mostPacingBps = 700e6;
/** Losses of more than this share while a queue stands for so long, µs, mean that it overflows: what comes is all that the path carries. */
const overflowLoss = 0.1;
const overflowingUs = 150_000;
/** What is found above this is of no interest, bits per second. */
const mostCapacityBps = 1e9;
/** While a queue is drained: times the target. */
const drainGain = 1.03;
/** A queue that does not get shorter for this long, though less is sent, is kept up by somebody else, µs and round trips. */
const stubbornUs = 600_000;
const stubbornRtts = 5;
const progress = 0.7;
/** A path is this flow's own again when no queue has stood for this long, µs. */
const aloneUs = 700_000;
/** Another flow that fills the queue makes it overflow; without a loss for this long there is none, µs. Nor does one share a queue as long as that with anybody. */
const overflowUs = 10_000_000;
const longestSharedUs = 400_000;
const sharedGain = 1.25;
/** Of what this flow had before another came, it begins with this share. */
const fairShare = 0.6;
/** Where reports stay away for longer than this, and than so many times what is usual, the path has stopped, µs: from then on less and less is sent. */
const silenceUs = 40_000;
const silentReports = 2.5;
const stallUs = 60_000;
const stallShare = 0.1;

/**
 * Congestion control by delay. Each frame is a train of packets that measures what the path carries; the target is a little less than
 * that, much less while a queue stands. Where the queue stays although less is sent, another flow fills it: from
 * then on this one takes what a TCP flow would take, until the queue is gone. Loss counts only where it is heavy.
 */
export class DelayController implements CongestionController {
  targetBps: number = Number.NaN;
  congested = false;
  mediaBps = 0;
  readonly #limits: RateLimits;
  readonly #delay = new DelayMeter();
  readonly #trains = new TrainMeter();
  readonly #delivered = new RateMeter();
  readonly #lossCap = new LossCap();
  readonly #baseProbe = new BaseProbe();
  readonly #cubic = new CubicWindow();
  #capacityBps = Number.NaN;
  /** By how much a new figure differs from what was expected, in the mean, as a share. */
  #surprise = 0;
  #pacingBps = Number.NaN;
  #rttUs = Number.NaN;
  #leastRttUs = Number.POSITIVE_INFINITY;
  #nowUs = 0;
  #exactUs = Number.NEGATIVE_INFINITY;
  #verdict: TrainVerdict = 'none';
  /** How much of the rate is left while reports stay away, 0 … 1; and how long from one to the next, µs. */
  #going = 1;
  #reportGapUs = 0;
  /** Since when a queue has been standing, how long it was then, and what the target was; NaN while none stands. */
  #queueSinceUs = Number.NaN;
  #queueThenUs = 0;
  #targetThenBps = Number.NaN;
  #shared = false;
  #sharedUntilUs = Number.NEGATIVE_INFINITY;
  #quietSinceUs = Number.NaN;
  #lossAnsweredUs = Number.NEGATIVE_INFINITY;
  #lossInShare = false;
  #lostUs = Number.NEGATIVE_INFINITY;
  #overflowUs = Number.NEGATIVE_INFINITY;

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  get pacingBps(): number {
    const bps = Number.isNaN(this.#pacingBps) ? presumedPacingBps(this.mediaBps) : this.#pacingBps;
    if (this.#going === 1 || !this.#tight) return bps;
    // A path may have been measured before there was media to have a target for.
    return Math.max(this.#limits.minBps, Math.min(bps, this.targetBps || bps) * this.#going);
  }

  get queueUs(): number {
    return this.#tight ? this.#delay.meanUs : 0;
  }

  /** Whether another flow is taken to be filling the queue. */
  get shared(): boolean {
    return this.#shared;
  }

  arrived(packets: SentPackets, slot: number): void {
    this.#delay.add(packets, slot);
    this.#delivered.add(packets, slot);
  }

  inOrder(packets: SentPackets, slot: number): void {
    this.#lossCap.count(packets.sentUs[slot]!, packets.bytes[slot]!, false);
    const verdict = this.#trains.add(packets, slot);
    if (verdict !== 'none') this.#learn(packets.sentUs[slot]!, verdict);
  }

  lost(packets: SentPackets, slot: number): void {
    const sentUs = packets.sentUs[slot]!;
    this.#lossCap.count(sentUs, packets.bytes[slot]!, true);
    this.#lostUs = sentUs;
    if (sentUs > this.#lossAnsweredUs) this.#lossInShare = true;
  }

  silent(silentUs: number): void {
    const patienceUs = Math.max(silenceUs, this.#reportGapUs * silentReports);
    this.#going = Math.max(stallShare, Math.min(1, 1 - (silentUs - patienceUs) / stallUs));
    if (this.#going < 1 && this.#tight) this.congested = true;
  }

  update(nowUs: number, rttUs: number, lossRate: number): void {
    const elapsedUs = Math.min(nowUs - this.#nowUs, 100_000);
    this.#reportGapUs += (Math.min(elapsedUs, silenceUs) - this.#reportGapUs) / 16;
    this.#nowUs = nowUs;
    this.#rttUs = rttUs;
    if (rttUs < this.#leastRttUs) this.#leastRttUs = rttUs;
    this.#going = 1;
    const queued = this.#shared || this.#delay.standingUs > this.#allowedUs;
    this.#lossCap.update(nowUs, this.targetBps, { queued, measured: !Number.isNaN(this.#capacityBps) });
    this.#watchQueue();
    this.#watchOverflow(lossRate);
    if (this.#shared) this.#share(elapsedUs);
    else this.#follow(elapsedUs);
    this.#pace();
  }

  moved(): void {
    this.#delay.reset();
    this.#trains.reset();
    this.#baseProbe.reset();
    this.#leastRttUs = Number.POSITIVE_INFINITY;
    this.#queueSinceUs = Number.NaN;
  }

  reset(): void {
    this.moved();
    this.#delivered.reset();
    this.#lossCap.reset();
    this.#capacityBps = Number.NaN;
    this.#pacingBps = Number.NaN;
    this.targetBps = Number.NaN;
    this.#shared = false;
    this.#exactUs = Number.NEGATIVE_INFINITY;
    this.#verdict = 'none';
    this.congested = false;
  }

  #learn(sentUs: number, verdict: TrainVerdict): void {
    this.#verdict = verdict;
    const bps = Math.min(mostCapacityBps, this.#trains.bps);
    if (verdict === 'exact') {
      this.#exactUs = sentUs;
      const surprise = Math.min(1, Math.abs(bps / this.#capacityBps - 1) || 0);
      this.#surprise += (surprise - this.#surprise) * surpriseWeight;
    }
    if (Number.isNaN(this.#capacityBps)) this.#capacityBps = bps;
    else if (bps > this.#capacityBps) this.#capacityBps += (bps - this.#capacityBps) * riseWeight;
    else if (verdict === 'exact') this.#capacityBps += (bps - this.#capacityBps) * fallWeight;
  }

  get #utilisation(): number {
    const wary = caution * Math.max(0, this.#surprise - usualSurprise);
    return Math.max(leastUtilisation, utilisation - wary);
  }

  get #tight(): boolean {
    return this.#nowUs - this.#exactUs < tightUs;
  }

  get #allowedUs(): number {
    return noQueueUs + Math.min(mostJitterUs, this.#trains.scatterUs * jitterTimes);
  }

  /** Whether a queue stands, since when, and whether it yields. */
  #watchQueue(): void {
    const { standingUs } = this.#delay;
    if (standingUs <= this.#allowedUs) {
      this.#queueSinceUs = Number.NaN;
      if (Number.isNaN(this.#quietSinceUs)) this.#quietSinceUs = this.#nowUs;
      return;
    }
    this.#quietSinceUs = Number.NaN;
    if (Number.isNaN(this.#queueSinceUs)) {
      this.#queueSinceUs = this.#nowUs;
      this.#queueThenUs = standingUs;
      this.#targetThenBps = Math.max(this.targetBps || 0, this.#delivered.bps);
    }
    // What it was at its longest counts: only then does it have to get shorter.
    if (standingUs > this.#queueThenUs) this.#queueThenUs = standingUs;
    else if (standingUs < this.#queueThenUs * progress) {
      this.#queueSinceUs = this.#nowUs;
      this.#queueThenUs = standingUs;
    }
  }

  /** Trains that lose most of their packets measure nothing, least of all where one was never stretched before. */
  #watchOverflow(lossRate: number): void {
    if (
      Number.isNaN(this.#capacityBps) ||
      this.#shared ||
      lossRate < overflowLoss ||
      !(this.#nowUs - this.#queueSinceUs > overflowingUs)
    )
      return;
    const settledUs = overflowingUs + (this.#rttUs || 0);
    if (this.#nowUs - this.#overflowUs < settledUs) return;
    this.#overflowUs = this.#nowUs;
    this.#exactUs = this.#nowUs;
    this.#capacityBps = Math.min(this.#capacityBps, Math.max(this.#limits.minBps, this.#delivered.bps));
  }

  /** The target of a flow that has the path for itself. */
  #follow(elapsedUs: number): void {
    if (Number.isNaN(this.#capacityBps)) {
      this.#bound();
      return;
    }
    const again = this.#nowUs < this.#sharedUntilUs ? 0.5 : 1;
    const patienceUs = (stubbornUs + stubbornRtts * (this.#rttUs || 0)) * again;
    if (this.#tight && this.#nowUs - this.#queueSinceUs > patienceUs && this.#overflows) {
      this.#beginSharing();
      return;
    }
    const excessUs = this.#tight ? Math.max(0, this.#delay.standingUs - this.#allowedUs) : 0;
    if (excessUs > busyUs) this.#capacityBps += (this.#delivered.bps - this.#capacityBps) * busyWeight;
    const probed = this.#tight ? this.#baseProbe.share(this.#nowUs, this.#rttUs, this.#delay.standingUs) : 1;
    const drained = Math.max(drainLeast, 1 - excessUs / drainUs);
    const wantedBps = this.#capacityBps * this.#utilisation * Math.min(drained, probed);
    const provenBps = this.#delivered.peakBps * provenGain;
    const boundBps = Math.max(provenBps, this.#tight ? this.targetBps || 0 : openBps);
    this.#aim(Math.min(wantedBps, boundBps));
    this.#grow(elapsedUs, excessUs, provenBps);
    this.congested = this.#tight && (excessUs > 0 || probed < 1 || this.mediaBps > this.targetBps * 1.02);
  }

  /** Sound alone makes no trains that would measure the path: only a path that loses a part of it is known to be too small. */
  #bound(): void {
    const { bps } = this.#lossCap;
    if (Number.isFinite(bps)) this.#aim(bps);
    else this.targetBps = Number.NaN;
    this.congested = this.mediaBps > this.targetBps * 1.02;
  }

  /** Small frames, or ones on a jittery path, do not show what the path carries; that they get through without a queue does. */
  #grow(elapsedUs: number, excessUs: number, provenBps: number): void {
    const stretched = this.#nowUs - this.#exactUs < growAfterUs + (this.#rttUs || 0);
    const idle = this.#delivered.bps < this.targetBps * used;
    if (stretched || idle || excessUs > 0 || this.#capacityBps * utilisation > provenBps) return;
    this.#capacityBps *= 1 + (growth * elapsedUs) / 1e6;
  }

  get #overflows(): boolean {
    return this.#nowUs - this.#lostUs < overflowUs && this.#delay.standingUs < longestSharedUs;
  }

  #beginSharing(): void {
    this.#shared = true;
    this.#quietSinceUs = Number.NaN;
    const beginBps = Math.max(this.#delivered.bps, this.#targetThenBps * fairShare);
    this.#cubic.start(beginBps, this.#queuedRttUs);
    this.#lossAnsweredUs = this.#nowUs;
    this.#lossInShare = false;
  }

  get #queuedRttUs(): number {
    return Math.max(5000, Math.min(this.#leastRttUs, 1e6) + this.#delay.meanUs);
  }

  /** The target of a flow that has others beside it. */
  #share(elapsedUs: number): void {
    if (this.#nowUs - this.#quietSinceUs > aloneUs || this.#delay.standingUs > longestSharedUs) {
      this.#shared = false;
      this.#sharedUntilUs = this.#nowUs + 20e6;
      this.#queueSinceUs = Number.NaN;
      this.#capacityBps = this.targetBps / utilisation;
      return;
    }
    const rttUs = this.#queuedRttUs;
    if (this.#lossInShare) {
      this.#lossInShare = false;
      this.#lossAnsweredUs = this.#nowUs;
      this.#cubic.lose();
    } else if (this.#delivered.bps > this.targetBps * 0.7 && this.#cubic.bps(rttUs) <= this.#lossCap.bps) {
      this.#cubic.pass(elapsedUs, rttUs);
    }
    this.#aim(this.#cubic.bps(rttUs));
    this.congested = this.mediaBps > this.targetBps * 1.02;
  }

  #aim(bps: number): void {
    const { minBps, maxBps } = this.#limits;
    this.targetBps = Math.max(minBps, Math.min(maxBps, bps, this.#lossCap.bps));
  }

  #pace(): void {
    const mediaBps = Math.min(this.mediaBps, this.targetBps);
    if (this.#shared) {
      this.#pacingBps = this.targetBps * sharedGain;
    } else if (Number.isNaN(this.#capacityBps)) {
      this.#pacingBps = Number.NaN;
    } else if (this.#tight) {
      // Who hands in more than the path takes has no pauses: a train at twice the rate would not end.
      const backlog = this.mediaBps > this.targetBps * 1.05;
      const gain = this.#verdict === 'exact' || backlog ? tightGain : openGain;
      this.#pacingBps = Math.max(Math.min(mostPacingBps, this.#capacityBps * gain), mediaBps * mediaGain);
      if (this.congested && this.#delay.standingUs > this.#allowedUs) {
        this.#pacingBps = Math.min(this.#pacingBps, this.targetBps * drainGain);
      }
    } else {
      this.#pacingBps = Math.max(
        presumedPacingBps(this.mediaBps),
        Math.min(mostPacingBps, this.#capacityBps * openGain),
      );
    }
    this.#trains.pauseUs = Math.max(2500, (3 * 1200 * 8e6) / this.pacingBps);
  }
}
