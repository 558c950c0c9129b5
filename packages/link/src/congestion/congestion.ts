import { ArrivalsReader } from '../wire/arrivals.ts';
import { ArrivalLog } from './arrival-log.ts';
import { SentLog, type SentSink } from './sent-log.ts';

/** Both sides of arrival feedback: what this portal tells about the packets that came, and what it learns about those it sent. */
export class Congestion implements SentSink {
  readonly arrivals: ArrivalLog = new ArrivalLog();
  readonly sentLog: SentLog = new SentLog(this);
  readonly #report = new ArrivalsReader();

  /** Takes the report in `[at, end)` about the packets of `session`. False when it is not well formed. */
  takeReport(session: object, view: DataView, at: number, end: number): boolean {
    this.#report.start(view, at, end);
    return this.sentLog.take(session, this.#report);
  }

  arrived(): void {}
  lost(): void {}
}
