import type { Session } from '../session.ts';

/** New keys are asked for when those in use are this old, µs, so that they are there within two minutes. */
const rekeyUs = 100_000_000;
/** Whoever was called leaves it to the caller, as long as that does it. */
const patience = 1.15;
/** New keys are asked for after this many packets of one direction at the latest. */
const defaultRekeyPackets = 2 ** 24;

/** Says when a session has been used for long enough. */
export class Rekeying {
  readonly #packets: number;

  constructor(packets: number = defaultRekeyPackets) {
    this.#packets = packets;
  }

  due(nowUs: number, session: Session): boolean {
    if (nowUs >= this.dueUs(session) || session.sealer.spent) return true;
    return session.packets >= this.#packets * factor(session);
  }

  /** When it is due by age. */
  dueUs(session: Session): number {
    return session.createdUs + rekeyUs * factor(session);
  }
}

function factor(session: Session): number {
  return session.initiated ? 1 : patience;
}
