/** Loss that is no sign of congestion: radio and bad cables lose as much. Where a queue stands, less is one. */
const tolerated = 0.1;
const toleratedQueued = 0.03;
/** More than this while a queue stands is an overflow, whatever else is known of the path. */
const heavy = 0.3;
/** How long packets are counted, and how many at the least, unless that takes too long; what left just behind a cut does not know of it, µs. */
const windowUs = 300_000;
const longestWindowUs = 1_500_000;
const fewestPackets = 30;
const settleUs = 100_000;
/** A bound is what came through, but no less than this share of what was sent, the second where most was lost; it grows back by so much at a time. */
const deepest = 0.7;
const deepestHeavy = 0.25;
const rise = 1.2;
/** A bound that is so many times what is sent bounds nothing. */
const idle = 2;
/** Of what a cut saves when all loss is overflow, it has to save this share to be the cure; and it says nothing when hardly less is sent. */
const cured = 0.25;
const obeyed = 0.9;
/** A cut holds for so long before more is tried, µs: twice as long if the last try ended in loss, up to a bound. */
const shortestHoldUs = 500_000;
const longestHoldUs = 8_000_000;
const mostImmune = 0.8;

/** What is known of the packets that left within some time. Rates in bits per second. */
interface Passage {
  readonly sentBps: number;
  readonly arrivedBps: number;
  /** Share of the bytes that did not arrive. */
  readonly loss: number;
}

/** What the delay says while packets get lost. */
export interface QueueView {
  /** A queue stands. */
  readonly queued: boolean;
  /** What the path carries has been measured: then a queue alone says enough, unless most is lost. */
  readonly measured: boolean;
}

/**
 * Bounds the rate where much is lost without a queue, as behind a policer, and where nothing else says what the path carries: down to
 * what comes through, as long as that helps. A full path lets through as much of less; loss that does not care for the rate takes its
 * share of it, and is let be.
 */
export class LossCap {
  /** Bits per second; infinity for no bound. */
  bps: number = Number.POSITIVE_INFINITY;
  #fromUs = Number.NEGATIVE_INFINITY;
  #firstUs = Number.NaN;
  #lastUs = Number.NaN;
  #packets = 0;
  #arrivedBytes = 0;
  #lostBytes = 0;
  /** How it was before the last cut, while that has not shown its effect. */
  #before: Passage | undefined;
  /** Loss up to this is known not to depend on the rate. */
  #immune = tolerated;
  #holdUs = shortestHoldUs;
  #heldUntilUs = Number.NEGATIVE_INFINITY;
  #triedMore = false;

  /** Counts a packet that left at `sentUs`, in the order of their numbers. */
  count(sentUs: number, bytes: number, lost: boolean): void {
    if (sentUs < this.#fromUs) return;
    if (this.#packets++ === 0) this.#firstUs = sentUs;
    this.#lastUs = sentUs;
    if (lost) this.#lostBytes += bytes;
    else this.#arrivedBytes += bytes;
  }

  /** Looks at what was counted, once that is enough. `targetBps` is what is asked for, NaN for anything. */
  update(nowUs: number, targetBps: number, view: QueueView): void {
    const spanUs = this.#lastUs - this.#firstUs;
    if (!(spanUs >= windowUs) || (this.#packets < fewestPackets && spanUs < longestWindowUs)) return;
    const bytes = this.#arrivedBytes + this.#lostBytes;
    const passage = {
      sentBps: (bytes * 8e6) / spanUs,
      arrivedBps: (this.#arrivedBytes * 8e6) / spanUs,
      loss: this.#lostBytes / bytes,
    };
    this.#begin(nowUs);
    this.#judge(nowUs, passage, targetBps, view);
  }

  reset(): void {
    this.bps = Number.POSITIVE_INFINITY;
    this.#begin(Number.NEGATIVE_INFINITY);
    this.#before = undefined;
    this.#immune = tolerated;
    this.#holdUs = shortestHoldUs;
    this.#triedMore = false;
  }

  #begin(fromUs: number): void {
    this.#fromUs = fromUs;
    this.#firstUs = Number.NaN;
    this.#lastUs = Number.NaN;
    this.#packets = 0;
    this.#arrivedBytes = 0;
    this.#lostBytes = 0;
  }

  #judge(nowUs: number, passage: Passage, targetBps: number, { queued, measured }: QueueView): void {
    const { loss, sentBps } = passage;
    const overflowing = queued && (!measured || loss > heavy);
    if (queued && !overflowing) {
      this.#before = undefined;
      return;
    }
    if (!overflowing && this.#inVain(passage)) {
      this.#immune = Math.min(mostImmune, loss * 1.5);
      this.bps = Number.POSITIVE_INFINITY;
    }
    this.#before = undefined;
    if (loss > (overflowing ? toleratedQueued : this.#immune)) {
      this.#cut(nowUs, passage, targetBps);
      return;
    }
    this.#immune = Math.max(tolerated, this.#immune * 0.99);
    if (nowUs < this.#heldUntilUs || this.bps === Number.POSITIVE_INFINITY) return;
    this.bps *= rise;
    this.#triedMore = true;
    if (this.bps > Math.max(targetBps || 0, sentBps) * idle) {
      this.bps = Number.POSITIVE_INFINITY;
      this.#holdUs = shortestHoldUs;
    }
  }

  /** Whether the last cut did not help, although less was sent. */
  #inVain({ sentBps, loss }: Passage): boolean {
    const before = this.#before;
    if (before === undefined || loss <= tolerated || sentBps > before.sentBps * obeyed) return false;
    const ifFull = Math.max(0, 1 - ((1 - before.loss) * before.sentBps) / sentBps);
    return loss > before.loss - (before.loss - ifFull) * cured;
  }

  #cut(nowUs: number, passage: Passage, targetBps: number): void {
    const { loss, arrivedBps, sentBps } = passage;
    const askedBps = Math.min(sentBps, Number.isNaN(targetBps) ? sentBps : targetBps);
    this.bps = Math.max(arrivedBps, askedBps * (loss > heavy ? deepestHeavy : deepest));
    this.#before = passage;
    this.#holdUs = this.#triedMore ? Math.min(longestHoldUs, this.#holdUs * 2) : this.#holdUs;
    this.#triedMore = false;
    this.#heldUntilUs = nowUs + this.#holdUs;
    this.#begin(nowUs + settleUs);
  }
}
