import type { Session } from '../session.ts';

/** Answered hellos whose sender has not yet proved that it has the keys. */
const maxPending = 4;
/** How long such a proof is waited for; longer than a hello is repeated. */
const pendingUs = 10_000_000;
/** Ephemeral keys of hellos that led to a session, which are never answered again. */
const maxSpent = 1024;
const ephemeralBytes = 32;

interface PendingSession {
  readonly ephemeral: Buffer;
  readonly session: Session;
  readonly welcome: Buffer;
}

/**
 * Sessions that the peer has asked for and not used yet. A recorded hello that somebody sends again ends here: it gets
 * the same answer, or none, and never touches the session that is alive.
 */
export class PendingSessions {
  #pending: PendingSession[] = [];
  readonly #spent: Buffer[] = [];
  #nextSpent = 0;

  /** The answer that a hello with this ephemeral key was already given. */
  welcomeFor(ephemeral: Uint8Array): Buffer | undefined {
    return this.#pending.find((entry) => entry.ephemeral.equals(ephemeral))?.welcome;
  }

  /** Whether a hello with this ephemeral key has already become a session. */
  spent(ephemeral: Uint8Array): boolean {
    return this.#spent.some((known) => known.equals(ephemeral));
  }

  /** Remembers an answer; the oldest gives way. */
  add(ephemeral: Uint8Array, session: Session, welcome: Buffer): void {
    if (this.#pending.length === maxPending) this.#pending.shift();
    this.#pending.push({ ephemeral: copyOf(ephemeral), session, welcome });
  }

  find(localId: number): Session | undefined {
    for (const entry of this.#pending) if (entry.session.localId === localId) return entry.session;
    return undefined;
  }

  /** The session was used by the peer: it is pending no more, and neither is any that was asked for before it. */
  prove(session: Session): void {
    const at = this.#pending.findIndex((entry) => entry.session === session);
    if (at < 0) return;
    for (const entry of this.#pending.splice(0, at + 1)) {
      this.#spent[this.#nextSpent] = entry.ephemeral;
      this.#nextSpent = (this.#nextSpent + 1) % maxSpent;
    }
  }

  expire(nowUs: number): void {
    if (this.#pending.length === 0) return;
    this.#pending = this.#pending.filter((entry) => nowUs - entry.session.createdUs < pendingUs);
  }
}

function copyOf(ephemeral: Uint8Array): Buffer {
  if (ephemeral.length !== ephemeralBytes) throw new RangeError('an ephemeral key has 32 bytes');
  return Buffer.from(ephemeral);
}
