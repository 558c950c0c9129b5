import type { Context, SendResult } from '../actor.ts';
import type { Priority } from '../inbox.ts';
import { type Mailbox, toError } from '../mailbox.ts';
import type { FramePool } from '../thread/frame-pool.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import { Timers } from '../time/timers.ts';
import type { Recipient } from '../topic/topic.ts';

/** What differs between the places where an actor can run. */
type Outside<Out> = Pick<Context<Out>, 'emit' | 'fail' | 'willBlock'>;

/** The context of one run, wherever that is. */
export class RunningContext<Out> implements Context<Out> {
  readonly name: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly self: Recipient<unknown>;
  readonly emit: (message: Out) => SendResult;
  readonly fail: (error: Error) => void;
  readonly willBlock: (ms: number) => void;
  readonly frames: FramePool | undefined;
  /** Set as soon as the actor is made. */
  mailbox: Mailbox<unknown> | undefined;

  constructor(name: string, clock: Clock, { emit, fail, willBlock }: Outside<Out>, frames?: FramePool) {
    this.name = name;
    this.clock = healing(clock, fail);
    this.timers = new Timers(name, this.clock);
    this.emit = emit;
    this.fail = fail;
    this.willBlock = willBlock;
    this.frames = frames;
    this.self = {
      name,
      send: (message: unknown, priority?: Priority) => this.mailbox?.deliver(message, priority) ?? 'gone',
    };
  }
}

/** A clock whose tasks may throw: that is an error of the actor, as in a handler. */
function healing(clock: Clock, fail: (error: Error) => void): Clock {
  return {
    nowUs: () => clock.nowUs(),
    at: (atUs, task): Cancel =>
      clock.at(atUs, () => {
        try {
          task();
        } catch (error) {
          fail(toError(error));
        }
      }),
  };
}
