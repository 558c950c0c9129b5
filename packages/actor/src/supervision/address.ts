import type { SendHandle } from 'node:child_process';
import type { ActorFactory, SendResult } from '../actor.ts';
import type { ActorError } from '../error.ts';
import type { InboxOptions, Priority } from '../inbox.ts';
import type { ActorStats } from '../stats.ts';
import type { Vitals } from '../vitals.ts';
import type { RestartOptions } from './restart-policy.ts';

/** Where messages for an actor go. It stays the same when the actor is restarted. */
export interface Address<In> {
  readonly name: string;
  /** Process id while the actor runs in a process of its own. */
  readonly pid: number | undefined;
  /** How often it was started anew. */
  readonly restarts: number;
  /** Hands over a message and perhaps an open socket. Never blocks; says what became of it. */
  send(message: In, priority?: Priority, handle?: SendHandle): SendResult;
  /** What its process last reported of itself; undefined before that and between runs. */
  readonly vitals: Vitals | undefined;
  /** How it fares, at any time. */
  stats(): ActorStats;
}

/** What its owner wants to know of an actor, and how it is to be started. */
export interface Supervision<Config, Out> extends RestartOptions {
  readonly name: string;
  /** Module that exports its factory as `create`, or for an actor that is placed here the factory itself. */
  readonly module: URL | ActorFactory<Config, never, Out>;
  readonly config: Config;
  /** Places in its inbox, and what happens when these are taken. */
  readonly inbox?: InboxOptions;
  /**
   * Once ready, its event loop may stand still for so long before it is killed and started again; in ms, at least 200, default 400, and 0 for
   * as long as it likes. An actor placed here cannot be stuck alone.
   */
  readonly stuckAfterMs?: number;
  /** It has to be ready so long after its start, or it is killed and started again; in ms. By default it may take as long as it likes. */
  readonly readyWithinMs?: number;
  onMessage(message: Out): void;
  /** Runs from here on, the first time and after each restart. */
  onReady?(): void;
  /** Ended unasked, or with its group, and will be started again in `restartInMs`. */
  onExit?(error: ActorError, restartInMs: number): void;
  /** Could not be made at its first start, or failed and is not to be restarted, or its group is not. It has ended for good. */
  onFailed?(error: ActorError): void;
}
