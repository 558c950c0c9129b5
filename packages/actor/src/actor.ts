import type { FramePool } from './thread/frame-pool.ts';
import type { Clock } from './time/clock.ts';
import type { Timers } from './time/timers.ts';
import type { Recipient } from './topic/topic.ts';

/** What became of a message handed over: taken, refused because the receiver is behind, or nobody is there. */
export type SendResult = 'ok' | 'full' | 'gone';

/** What an actor may ask of the system around it. `Out` is what it reports to whoever spawned it. */
export interface Context<Out> {
  /** The name it was spawned under. */
  readonly name: string;
  /** The system's. In another process it is the machine's. */
  readonly clock: Clock;
  /** End with this run. What throws in one is an error of this actor. */
  readonly timers: Timers;
  /** Its own inbox: what a timer or a callback brings is handled in its turn. `gone` before it is made. */
  readonly self: Recipient<unknown>;
  /** Frames in memory that the threads of a system share; undefined where there is none. */
  readonly frames: FramePool | undefined;
  /** Reports to the owner. Never blocks; a report that is refused is the actor's to drop or repeat. */
  emit(message: Out): SendResult;
  /**
   * Said right before a call that may keep the event loop for so many milliseconds, such as one that opens a driver: until the loop turns
   * again, so much silence is not taken for being stuck.
   */
  willBlock(ms: number): void;
  /** Ends this actor with an error. The supervisor decides whether it starts anew. */
  fail(error: Error): void;
}

/** One stage of the door. Messages are handled one at a time, in order within a priority. */
export interface Actor<In> {
  /** Handles one message. `handle` is an open socket that came along with it, if any. */
  receive(message: In, handle?: unknown): void | Promise<void>;
  /**
   * Releases everything. Called once, when what was taken has been handled, or after an error; a killed process never gets here.
   *
   * @param withinMs after this it is ended by force
   */
  stop?(withinMs: number): void | Promise<void>;
}

/**
 * Makes an actor from its configuration. A module that can be spawned exports one as `create`. Rejecting with an
 * error at the first start is final; at a restart it is tried again.
 */
export type ActorFactory<Config, In, Out> = (
  config: Config,
  context: Context<Out>,
) => Actor<In> | Promise<Actor<In>>;
