import { nowUs } from '@ajar/actor';
import { PictureLedger } from '../../stats/picture-ledger.ts';
import type { ScreenReport } from '../../stats/stats.ts';
import { type MediaHead, newHead } from '../../wire/media-message.ts';

/** One point of the latency chart stands for this long. */
const pointUs = 100_000;
/** Frames that a page may still report on: four seconds at 60 a second. */
const remembered = 256;
/** No frame has this one. */
const noNumber = -1;

/** Counts what became of every picture and keeps their ledgers. */
export class PictureTally {
  readonly #ledger = new PictureLedger();
  readonly #given: MediaHead[] = Array.from({ length: remembered }, unused);
  #points: [number, number][] = [];
  #pointDueUs = nowUs() + pointUs;
  size: string | null = null;
  /** Pictures that could not be decoded because something before them was missing. */
  undecodable = 0;
  /** Pictures that were decoded with something missing, and so not shown. */
  broken = 0;
  /** Pictures that were decoded but replaced by a newer one before they were shown. */
  late = 0;

  /** A picture was presented here. Times in µs of this machine's monotonic clock. */
  presented(head: MediaHead, decodedUs: number, presentedUs: number): void {
    this.#ledger.presented(head, decodedUs, presentedUs);
    if (presentedUs < this.#pointDueUs) return;
    this.#pointDueUs = presentedUs + pointUs;
    const median = this.#ledger.medianMs(presentedUs, pointUs);
    if (median !== null) this.#points.push([Date.now(), median]);
  }

  /** A picture was passed on to pages, which will say when they showed it. */
  given(head: MediaHead): void {
    Object.assign(this.#given[head.number % remembered]!, head);
  }

  /** A page says that it showed a picture. Only the first page to say so counts. */
  presentedByPage(number: number, decodedUs: number, presentedUs: number): void {
    const head = this.#given[number % remembered]!;
    if (head.number !== number) return;
    this.presented(head, decodedUs, presentedUs);
    head.number = noNumber;
  }

  /** What happened until now; points of the chart are handed over once. */
  report(target: string): Omit<ScreenReport, 'heldMs'> {
    const points = this.#points;
    this.#points = [];
    return {
      ...this.#ledger.report(nowUs()),
      target,
      size: this.size,
      undecodable: this.undecodable,
      broken: this.broken,
      late: this.late,
      points,
    };
  }
}

function unused(): MediaHead {
  const head = newHead();
  head.number = noNumber;
  return head;
}
