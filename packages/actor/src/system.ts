import { Here } from './core/here.ts';
import { ActorError } from './error.ts';
import { processes } from './process/process-actor.ts';
import type { Placement } from './supervision/placement.ts';
import { Pulse } from './supervision/pulse.ts';
import { type Address, Supervised, type Supervision, type Surroundings } from './supervision/supervised.ts';
import { type Clock, systemClock } from './time/clock.ts';
import type { Vitals } from './vitals.ts';

/** How to start an actor and what to tell its owner. */
export interface SpawnOptions<Config, Out> extends Supervision<Config, Out> {
  /** `process`: alone in a process, so that its crash is only its own. `here`: in this one. Or a placement of one's own. */
  readonly place: 'here' | 'process' | Placement;
}

/** Starts actors, starts them again when they die, and ends them all. */
export class System {
  readonly #around: Surroundings;
  readonly #placements: Readonly<Record<'here' | 'process', Placement>>;
  readonly #actors: Stoppable[] = [];
  #stopping = false;

  /**
   * @param options.random uniform numbers in [0, 1), for the jitter of restarts; default `Math.random`
   * @param options.clock what restarts and deadlines wait by; default the system's
   */
  constructor(options: { random?: () => number; clock?: Clock } = {}) {
    const { random = Math.random, clock = systemClock } = options;
    this.#around = { random, clock, pulse: new Pulse(clock) };
    this.#placements = { here: new Here(clock), process: processes };
  }

  /** Starts an actor under supervision and returns its lasting address. */
  spawn<Config, In, Out>(options: SpawnOptions<Config, Out>): Address<In> {
    if (this.#stopping) throw new ActorError('stopped', options.name, 'the system is stopping');
    const placement = typeof options.place === 'string' ? this.#placements[options.place] : options.place;
    const supervised = new Supervised<Config, In, Out>(options, placement, this.#around);
    supervised.start();
    this.#actors.push(supervised);
    return supervised;
  }

  /** Vitals of all actors that run in processes of their own. */
  vitals(): Vitals[] {
    return this.#actors.flatMap((actor) => actor.vitals ?? []);
  }

  /** Stops every actor, the last spawned first, and resolves when all are gone: within half a second or so. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#actors.toReversed().map((actor) => actor.stop()));
    this.#actors.length = 0;
  }
}

/** What the system keeps of an actor, whatever its messages. */
type Stoppable = Pick<Supervised<unknown, unknown, unknown>, 'vitals' | 'stop'>;
