import { Here } from './core/here.ts';
import type { ActorError } from './error.ts';
import { processes } from './process/process-actor.ts';
import type { ActorStats } from './stats.ts';
import type { Address } from './supervision/address.ts';
import {
  type Group,
  type GroupOptions,
  type Place,
  type SpawnOptions,
  SupervisedGroup,
} from './supervision/group.ts';
import type { Placement } from './supervision/placement.ts';
import { Pulse } from './supervision/pulse.ts';
import { Threads } from './thread/thread-placement.ts';
import { type Clock, systemClock } from './time/clock.ts';
import type { Vitals } from './vitals.ts';

/** What a system works with. All by default the machine's own. */
export interface SystemOptions {
  /** Uniform numbers in [0, 1), for the jitter of restarts. */
  readonly random?: () => number;
  /** What restarts, heartbeats and deadlines wait by. */
  readonly clock?: Clock;
  /** An actor or group has escalated, and there is no group around it: the system ends. */
  onFatal?(error: ActorError): void;
}

/** Starts actors, starts them again when they die, and ends them all. */
export class System {
  readonly #root: SupervisedGroup;

  constructor(options: SystemOptions = {}) {
    const { random = Math.random, clock = systemClock } = options;
    const placements: Readonly<Record<Place, Placement>> = {
      here: new Here(clock),
      thread: new Threads(),
      process: processes,
    };
    this.#root = new SupervisedGroup({ name: 'the system', strategy: 'escalate' }, [], {
      random,
      clock,
      pulse: new Pulse(clock),
      placementOf: (place) => (typeof place === 'string' ? placements[place] : place),
      escalate: (error) => {
        void this.stop();
        options.onFatal?.(error);
      },
      forget() {},
    });
  }

  /**
   * Starts an actor under supervision and returns its lasting address.
   *
   * @throws ActorError `stopped` when the system has ended, `bad-option` for what cannot be placed there
   */
  spawn<Config, In, Out>(options: SpawnOptions<Config, Out>): Address<In> {
    return this.#root.spawn(options);
  }

  /** Actors that live and die together. */
  group(options: GroupOptions): Group {
    return this.#root.group(options);
  }

  /** Vitals of all actors that run in processes of their own. */
  vitals(): Vitals[] {
    return this.#root.actors.flatMap((actor) => actor.vitals ?? []);
  }

  /** How every actor fares, those of groups included. */
  stats(): ActorStats[] {
    return this.#root.actors.map((actor) => actor.stats());
  }

  /**
   * Stops every actor, the last spawned first and each before those that it uses, and resolves when all are gone: within the deadline
   * (default 500 ms) or so, by force where it has to.
   */
  stop(deadlineMs?: number): Promise<void> {
    return this.#root.stop(deadlineMs);
  }
}
