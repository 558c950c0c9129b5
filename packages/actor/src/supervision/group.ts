import { ActorError } from '../error.ts';
import type { Cancel } from '../time/clock.ts';
import type { Address, Supervision } from './address.ts';
import type { Placement } from './placement.ts';
import { type RestartOptions, RestartPolicy } from './restart-policy.ts';
import { haltInOrder, type Member, type SomeActor } from './stop-order.ts';
import { Supervised, type Surroundings } from './supervised.ts';

/** Where an actor is to run, by one word. */
export type Place = 'here' | 'thread' | 'process';

/** How to start an actor and what to tell its owner. */
export interface SpawnOptions<Config, Out> extends Supervision<Config, Out> {
  /**
   * `process`: alone in a process, so that its crash is only its own. `thread`: in a thread of its own, where it keeps nobody waiting. `here`: in
   * this one. Or a placement of one's own.
   */
  readonly place: Place | Placement;
  /** Those of the same group that it uses: it ends before they do. */
  readonly after?: readonly (Address<never> | Group)[];
}

/** What becomes of a group one of whose members has escalated. */
export interface GroupOptions extends RestartOptions {
  readonly name: string;
  /** Those of the same group that its members use: it ends before they do. */
  readonly after?: readonly (Address<never> | Group)[];
  /** One of its members has escalated, all of them end, and they will be started again in `restartInMs`. */
  onExit?(error: ActorError, restartInMs: number): void;
  /** It has ended for good. */
  onFailed?(error: ActorError): void;
}

/** Actors that live and die together. */
export interface Group {
  readonly name: string;
  /**
   * Starts an actor under supervision and returns its lasting address.
   *
   * @throws ActorError `stopped` when this group has ended, `bad-option` for what cannot be placed there or uses what is not in this group
   */
  spawn<Config, In, Out>(options: SpawnOptions<Config, Out>): Address<In>;
  /** A group within this one. */
  group(options: GroupOptions): Group;
  /** Ends all for good, each before those that it uses. Resolves when nothing of them is left, within the deadline (default 500 ms) or so. */
  stop(deadlineMs?: number): Promise<void>;
}

/** What a group needs of its system and of the group around it. */
export interface GroupSurroundings extends Surroundings {
  placementOf(place: Place | Placement): Placement;
  /** It has ended for good. */
  forget(member: Member): void;
}

/** Milliseconds that a group has to end in order before what is left of it is killed. */
const stopDeadlineMs = 500;

/** When a member escalates all end, and the group is started again, let be, or escalates in turn. */
export class SupervisedGroup implements Group, Member {
  readonly name: string;
  readonly after: readonly Member[];
  readonly #options: GroupOptions;
  readonly #around: GroupSurroundings;
  readonly #inside: GroupSurroundings;
  readonly #policy: RestartPolicy;
  readonly #members: Member[] = [];
  #state: 'running' | 'away' | 'over' = 'running';
  /** It will start again by itself. */
  #isRecovering = false;
  #halting: Promise<void> | undefined;
  #restart: Cancel | undefined;

  constructor(options: GroupOptions, after: readonly Member[], around: GroupSurroundings) {
    this.name = options.name;
    this.after = after;
    this.#options = options;
    this.#around = around;
    this.#inside = {
      ...around,
      escalate: (error) => this.#escalated(error),
      forget: (member) => this.#members.splice(this.#members.indexOf(member), 1),
    };
    this.#policy = new RestartPolicy(options, around.random, around.clock);
    this.#policy.started();
  }

  spawn<Config, In, Out>(options: SpawnOptions<Config, Out>): Address<In> {
    const placement = this.#inside.placementOf(options.place);
    return this.#add(
      new Supervised<Config, In, Out>(options, placement, this.#membersOf(options), this.#inside),
    );
  }

  group(options: GroupOptions): Group {
    return this.#add(new SupervisedGroup(options, this.#membersOf(options), this.#inside));
  }

  async stop(deadlineMs: number = stopDeadlineMs): Promise<void> {
    this.end();
    await this.halt(deadlineMs);
    this.#around.forget(this);
  }

  get actors(): readonly SomeActor[] {
    return this.#members.flatMap((member) => member.actors);
  }

  start(): void {
    if (this.#state !== 'away') return;
    this.#state = 'running';
    this.#isRecovering = false;
    this.#policy.started();
    for (const member of this.#members) member.start();
  }

  halt(deadlineMs: number): Promise<void> {
    this.#restart?.();
    this.#isRecovering = false;
    return this.#haltMembers(deadlineMs);
  }

  end(): void {
    this.#state = 'over';
    for (const member of this.#members) member.end();
  }

  away(why: string, restartInMs: number | undefined): void {
    this.#policy.forget();
    this.#tellMembers(why, restartInMs);
  }

  #add<Added extends Member>(member: Added): Added {
    if (this.#state === 'over') throw new ActorError('stopped', member.name, `${this.name} has ended`);
    // One that comes while the group is away starts with it.
    if (this.#state === 'running') member.start();
    this.#members.push(member);
    return member;
  }

  #membersOf({ name, after = [] }: { name: string; after?: readonly unknown[] }): Member[] {
    return after.map((used) => {
      const member = this.#members.find((each) => each === used);
      if (member !== undefined) return member;
      throw new ActorError(
        'bad-option',
        name,
        `${name}: it can only come after others of the same group, and that is ${this.name}`,
      );
    });
  }

  #escalated(error: ActorError): void {
    if (this.#state !== 'running') return;
    const decision = this.#policy.decide();
    if (decision.kind === 'escalate') {
      this.#around.escalate(error);
      return;
    }
    const halted = this.#haltMembers(stopDeadlineMs);
    const why = `${this.name}: ${error.message}`;
    if (decision.kind === 'stop') {
      this.#tellMembers(why, undefined);
      this.#options.onFailed?.(error);
      return;
    }
    const { waitMs } = decision;
    const dueUs = this.#around.clock.nowUs() + 1000 * waitMs;
    this.#isRecovering = true;
    this.#tellMembers(why, waitMs);
    this.#options.onExit?.(error, waitMs);
    void halted.then(() => {
      // Meanwhile it may have been stopped, or the group around it may have taken over.
      if (this.#isRecovering) this.#restart = this.#around.clock.at(dueUs, () => this.start());
    });
  }

  #haltMembers(deadlineMs: number): Promise<void> {
    if (this.#state === 'running') this.#state = 'away';
    this.#halting ??= haltInOrder(this.#members, deadlineMs, this.#around.clock).finally(() => {
      this.#halting = undefined;
    });
    return this.#halting;
  }

  #tellMembers(why: string, restartInMs: number | undefined): void {
    if (restartInMs === undefined) this.#state = 'over';
    for (const member of this.#members) member.away(why, restartInMs);
  }
}
