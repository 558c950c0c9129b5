import type { Clock } from '../time/clock.ts';
import type { Address } from './address.ts';

/** One of a group: an actor, or a group within it. */
export interface Member {
  readonly name: string;
  /** Those of its group that it uses: it ends before they do. */
  readonly after: readonly Member[];
  /** Those that it consists of, in the order of their start. */
  readonly actors: readonly SomeActor[];
  /** Begins to run, for the first time or again. */
  start(): void;
  /** Ends, by force after `deadlineMs`, but may be started again. Resolves when nothing of it is left. */
  halt(deadlineMs: number): Promise<void>;
  /** It will not be started any more. */
  end(): void;
  /** It is away because its group is: for a while, or for good (undefined). */
  away(why: string, restartInMs: number | undefined): void;
}

/** What is told of an actor, whatever its messages. */
export type SomeActor = Pick<Address<never>, 'name' | 'vitals' | 'stats'>;

/**
 * Ends members, the last first, each one when all that use it are gone, and what has no such order at the same time. All have one deadline; where some
 * wait for others, each rank of them has its share of the time, so that one that hangs leaves the others theirs.
 *
 * @param members in an order in which each comes behind those that it uses
 */
export async function haltInOrder(
  members: readonly Member[],
  deadlineMs: number,
  clock: Clock,
): Promise<void> {
  const startUs = clock.nowUs();
  const ranks = ranksOf(members);
  const shareMs = deadlineMs / (1 + Math.max(0, ...ranks.values()));
  const gone = new Map<Member, Promise<unknown>>();
  for (const member of members.toReversed()) {
    const users = members.filter(({ after }) => after.includes(member));
    const untilUs = startUs + 1000 * shareMs * (ranks.get(member)! + 1);
    const halt = (): Promise<void> => member.halt(Math.max(0, (untilUs - clock.nowUs()) / 1000));
    gone.set(
      member,
      users.length === 0 ? halt() : Promise.all(users.map((user) => gone.get(user)!)).then(halt),
    );
  }
  await Promise.all(gone.values());
}

/** How many have to end one after the other before each may. */
function ranksOf(members: readonly Member[]): Map<Member, number> {
  const ranks = new Map<Member, number>(members.map((member) => [member, 0]));
  for (const member of members.toReversed())
    for (const used of member.after) ranks.set(used, Math.max(ranks.get(used)!, ranks.get(member)! + 1));
  return ranks;
}
