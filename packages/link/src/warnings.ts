import type { EventQueue } from './event-queue.ts';
import type { WarningCode } from './events.ts';

const quietUs = 10_000_000;

/** One-line warnings for people, each kind at most once in ten seconds, because anyone can cause them by sending datagrams. */
export class Warnings {
  readonly #events: EventQueue;
  readonly #lastUs = new Map<WarningCode, number>();

  constructor(events: EventQueue) {
    this.#events = events;
  }

  /** Whether a warning of this kind would be heard; saves making its text. */
  due(nowUs: number, code: WarningCode): boolean {
    return nowUs - (this.#lastUs.get(code) ?? Number.NEGATIVE_INFINITY) >= quietUs;
  }

  warn(nowUs: number, code: WarningCode, message: string): void {
    if (!this.due(nowUs, code)) return;
    this.#lastUs.set(code, nowUs);
    this.#events.push({ type: 'warning', code, message });
  }
}
