import type { ActorFactory, SendResult } from '../actor.ts';
import { ActorError } from '../error.ts';
import type { InboxOptions, Priority } from '../inbox.ts';
import type { RunStats } from '../stats.ts';
import type { Vitals } from '../vitals.ts';

/** Somewhere an actor can run: this thread, another one, a process. All that a supervisor knows of where its actors are. */
export interface Placement {
  /** One word for people, such as `process`. */
  readonly name: string;
  /**
   * Begins a run. No event comes before this has returned.
   *
   * @throws ActorError `bad-option` when this actor cannot be placed here; it is not tried again
   */
  start(spec: StartSpec, events: RunEvents): Run;
}

/** Which actor to run. */
export interface StartSpec {
  readonly name: string;
  /** Module that exports the actor's factory as `create`, or for an actor of the same thread the factory itself. */
  readonly module: URL | ActorFactory<never, never, never>;
  readonly config: unknown;
  readonly inbox: InboxOptions;
}

/** One run of one actor, from its start to its end. A restart is a new one of these. */
export interface Run {
  /** The process that it is alone in; undefined elsewhere. */
  readonly pid: number | undefined;
  /** Hands over a message, and perhaps an open socket, to a run that is ready. Never blocks. */
  send(message: unknown, priority: Priority, handle?: unknown): SendResult;
  /** Asks it to end in order, and ends it by force after `deadlineMs`. Ends with `onExit` either way. */
  stop(deadlineMs: number): void;
  /** Ends it at once by force, also when it is stuck. `onExit` follows. */
  kill(): void;
  /** How it fares; undefined before anything is known. */
  stats(): RunStats | undefined;
  /** What it has had of the processors so far; undefined where that is not known. Asked only of a run that is silent. */
  processor?(): ProcessorShare | undefined;
}

/** Tells a run that is stuck from one that is starved. */
export interface ProcessorShare {
  /** Processor time of all its threads since its start. */
  readonly usedUs: number;
  /** Of these, what the thread with its event loop had. */
  readonly loopUs: number;
  /** The event loop would go on if it got a processor. */
  readonly isRunnable: boolean;
}

/** What becomes of a run, told to its supervisor. */
export interface RunEvents {
  /** Takes messages from here on. At most once. */
  onReady(): void;
  /** The actor reports something to its owner. */
  onMessage(message: unknown): void;
  onVitals(vitals: Vitals): void;
  /**
   * Its event loop turns. From the first one on, which may come with `onReady`, a run has to go on telling so every
   * {@link heartbeatMs}; one that is silent for too long is killed. A placement that cannot tell never calls this.
   *
   * @param nextWithinMs the actor has said that the next one may take this long
   */
  onHeartbeat(nextWithinMs?: number): void;
  /** Once, and last of all: the run is over and nothing of it is left. `error` is undefined after an orderly stop. */
  onExit(error: ActorError | undefined): void;
}

/** What an actor that failed has to release what it holds, before it is ended by force and the next run begins. */
export const failedDeadlineMs = 500;
/** How often a run says that its event loop turns. */
export const heartbeatMs = 100;

/**
 * The module of an actor that is to run elsewhere than in this thread.
 *
 * @throws ActorError `bad-option` when there is only a function, which cannot go there
 */
export function moduleOf({ name, module }: StartSpec): URL {
  if (module instanceof URL) return module;
  throw new ActorError(
    'bad-option',
    name,
    `${name}: a function runs only in its own thread; elsewhere give a module`,
  );
}
