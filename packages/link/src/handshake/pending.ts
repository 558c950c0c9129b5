import type { Session } from '../session.ts';
import { expandU48 } from '../wire/integers.ts';

/** Answered hellos whose sender has not yet proved that it has the keys. */
const maxPending = 4;
/** How long such a proof is waited for; longer than a hello is repeated. */
const pendingUs = 10_000_000;
/** Ephemeral keys of hellos that led to a session, which are never answered again. */
const maxSpent = 1024;

interface PendingSession {
  readonly ephemeral: string;
  readonly session: Session;
  readonly welcome: Buffer;
}

/**
 * Sessions that the peer has asked for and not used yet. A recorded hello that somebody sends again ends here: it gets
 * the same answer, or none, and never touches the session that is alive.
 */
export class PendingSessions {
  #pending: PendingSession[] = [];
  readonly #spent = new Set<string>();
  /** The instance that proved a session last, and its clock in the hello of that session. */
  #provenInstance = '';
  #provenTimeUs = 0;

  /** The answer that a hello with this ephemeral key was already given. */
  welcomeFor(ephemeral: Uint8Array): Buffer | undefined {
    if (this.#pending.length === 0) return undefined;
    const key = textOf(ephemeral);
    return this.#pending.find((entry) => entry.ephemeral === key)?.welcome;
  }

  /** Whether a hello with this ephemeral key has already become a session. */
  spent(ephemeral: Uint8Array): boolean {
    return this.#spent.has(textOf(ephemeral));
  }

  /** Whether a hello was made before the one of the newest session with the same instance: somebody recorded it. */
  outdated(instance: string, timeUs: number): boolean {
    return instance === this.#provenInstance && expandU48(timeUs, this.#provenTimeUs) <= this.#provenTimeUs;
  }

  /** Remembers an answer. The oldest gives way, but not one of the instance in use to one that may be recorded. */
  add(ephemeral: Uint8Array, session: Session, welcome: Buffer): void {
    if (this.#pending.length === maxPending) {
      const other = this.#pending.findIndex((entry) => entry.session.peer.instance !== this.#provenInstance);
      this.#pending.splice(Math.max(other, 0), 1)[0]!.session.wipe();
    }
    this.#pending.push({ ephemeral: textOf(ephemeral), session, welcome });
  }

  find(localId: number): Session | undefined {
    for (const entry of this.#pending) if (entry.session.localId === localId) return entry.session;
    return undefined;
  }

  /** The session was used by the peer: it is pending no more, and neither is any that was asked for before it. */
  prove(session: Session): void {
    const at = this.#pending.findIndex((entry) => entry.session === session);
    if (at < 0) return;
    this.#provenInstance = session.peer.instance;
    this.#provenTimeUs = session.peer.timeUs;
    for (const entry of this.#pending.splice(0, at + 1)) {
      if (entry.session !== session) entry.session.wipe();
      this.#spent.add(entry.ephemeral);
      // A set keeps the order in which it was filled.
      if (this.#spent.size > maxSpent) this.#spent.delete(this.#spent.values().next().value!);
    }
  }

  expire(nowUs: number): void {
    if (this.#pending.length === 0) return;
    this.#pending = this.#pending.filter((entry) => nowUs - entry.session.createdUs < pendingUs);
  }
}

function textOf(ephemeral: Uint8Array): string {
  return Buffer.from(ephemeral.buffer, ephemeral.byteOffset, ephemeral.length).toString('latin1');
}
