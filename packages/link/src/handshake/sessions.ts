import type { Session } from '../session.ts';
import { PendingSessions } from './pending.ts';

/** How long a session that was replaced is still listened to after its last packet, µs. */
const olderUs = 10_000_000;
/** Sessions that were replaced and are still listened to at most. Both sides may replace one at the same moment. */
const maxOlder = 3;

/** The session that is used, those before it whose packets may be under way, and those that the peer has asked for. */
export class Sessions {
  /** The session whose keys seal what is sent. */
  current: Session | undefined;
  readonly pending: PendingSessions = new PendingSessions();
  /** The session that was used last, even if it was closed. */
  #last: Session | undefined;
  #older: Session[] = [];

  /** The session whose packets carry `localId`. */
  find(localId: number): Session | undefined {
    if (this.current?.localId === localId) return this.current;
    for (const session of this.#older) if (session.localId === localId) return session;
    return this.pending.find(localId);
  }

  /** Makes a new session the one that is used. */
  use(session: Session): void {
    this.pending.prove(session);
    const before = this.current;
    if (this.#last?.peer.instance === session.peer.instance) session.follow(this.#last);
    this.current = session;
    this.#last = session;
    if (before === undefined) return;
    this.#older.unshift(before);
    // If the instance before is gone, what comes in its name was recorded.
    this.#end(this.#older.splice(before.peer.instance === session.peer.instance ? maxOlder : 0));
  }

  /**
   * The peer closed this session. It closes whole: should it have done so before it knew of a newer session with the same
   * instance, that one is closed as well.
   */
  drop(session: Session): void {
    if (this.current?.peer.instance !== session.peer.instance) return;
    this.#end([this.current, ...this.#older.splice(0)]);
    this.current = undefined;
  }

  /** Forgets what is too old. Does nothing as long as there is nothing to forget. */
  expire(nowUs: number): void {
    this.pending.expire(nowUs);
    if (this.#older.length === 0 || this.#older.every((session) => nowUs - session.heardUs <= olderUs))
      return;
    this.#end(this.#older.filter((session) => nowUs - session.heardUs > olderUs));
    this.#older = this.#older.filter((session) => nowUs - session.heardUs <= olderUs);
  }

  #end(sessions: readonly Session[]): void {
    for (const session of sessions) session.wipe();
  }
}
