import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '@ajar/netlab';
import type { Presence } from '../e2e/stage/presence.ts';
import { isRunning } from '../e2e/stage/processes.ts';
import { allFaults, type Fault } from './chaos/faults.ts';
import { type Holdings, holdings, slope } from './chaos/remains.ts';
import { Rooms, sides } from './chaos/rooms.ts';
import { drawTimeline, type Timeline } from './chaos/timeline.ts';
import { type Soak, type SoakContext, type SoakOutcome, UsageError, writeJson } from './soak.ts';

const defaultS = 600;
/** What is killed shows only when what was under way is over; what is back has to stay, ms. */
const settleMs = 2500;
const steadyMs = 1000;
/** Whoever is not back by then does not come back, ms. */
const hopelessMs = 45_000;
/** From one fault to the next, ms: at the least, and how much of chance is added. */
const [restMs, restRandomMs] = [800, 2500];
/** All memory may grow by so much an hour, MB. */
const mostGrowthMb = 1;
/** Growth is told where at least so much was seen of it, s. */
const tellsGrowthS = 1200;

/** Devices that come back may have other threads of their own; so many more are none. */
const mostMore = 12;

/** What a fault came to. */
interface Healed {
  readonly fault: string;
  readonly atS: number;
  readonly barMs: number | null;
  /** How long each was away, ms; 0 for not at all. */
  readonly awayMs: Record<string, number>;
  readonly healed: boolean;
  readonly withinBar: boolean;
}

/** A monkey in two rooms. */
export const chaos: Soak = {
  summary:
    'two portals between which everything goes wrong, one thing after the other: how long were picture and sound away; 10 minutes',
  flags: { report: { type: 'string' }, lenient: { type: 'boolean' }, fault: { type: 'string' } },
  usage: [
    '  --report FILE  writes the report there as JSON, and the timeline beside it as SVG',
    '  --lenient      only what does not come back, or is left behind, is a problem, not how long it took',
    '  --fault TEXT   only faults whose name contains it',
  ].join('\n'),
  run,
};

async function run({ seed, seconds = defaultS, flags, progress }: SoakContext): Promise<SoakOutcome> {
  const missing = Rooms.whyNot();
  if (missing !== undefined) throw new UsageError(`chaos: ${missing}`);
  const place = mkdtempSync(join(tmpdir(), 'ajar-chaos-'));
  const path = (name: string): string => join(place, name);
  const began = performance.now();
  const healed: Healed[] = [];
  const memory: [number, number][] = [];
  const problems: string[] = [];
  const rooms = await Rooms.open(path, seed);
  let first: Holdings | undefined;
  let last: Holdings;
  let presences: readonly Presence[];
  try {
    presences = rooms.presences;
    const faults = allFaults(rooms.ownDisk).filter(({ name }) => name.includes(String(flags['fault'] ?? '')));
    if (faults.length === 0) throw new UsageError(`--fault ${String(flags['fault'])}: no fault is called so`);
    const random = new Random(seed);
    if (!(await steady(presences))) throw new Error(`the door did not open: ${rooms.portal('first').stderr}`);
    const pids = sides.map((side) => rooms.portal(side).pid);
    for (let bag: Fault[] = []; performance.now() - began < seconds * 1000; ) {
      await pause(restMs + random.next() * restRandomMs);
      const now = holdings(pids);
      first ??= now;
      memory.push([(performance.now() - began) / 1000, now.rssMb]);
      // Each of them once before any comes again.
      if (bag.length === 0) bag = [...faults];
      const [fault] = bag.splice(Math.floor(random.next() * bag.length), 1) as [Fault];
      progress(`${healed.length} faults healed; now ${fault.name}`);
      const outcome = await suffer(fault, rooms, began);
      healed.push(outcome);
      if (!outcome.healed) problems.push(`${fault.name}: it did not come back`);
      else if (!outcome.withinBar && flags['lenient'] !== true)
        problems.push(`${fault.name}: ${worst(outcome)} ms, more than ${outcome.barMs}`);
      if (!outcome.healed) break;
    }
    last = holdings(pids);
  } catch (error) {
    await rooms[Symbol.asyncDispose]();
    throw error;
  }
  const endMs = performance.now();
  const aways = presences.map((presence) => ({
    name: presence.name,
    aways: shifted(presence, endMs, began),
  }));
  const pids = sides.flatMap((side) => [rooms.portal(side).pid, rooms.portalProcess(side) ?? 0]);
  await rooms[Symbol.asyncDispose]();
  const left = {
    processes: pids.filter((pid) => pid > 0 && isRunning(pid)).length,
    files: readdirSync(path('run')).length,
  };
  if (left.processes > 0 || left.files > 0) problems.push(`left behind: ${JSON.stringify(left)}`);
  for (const kind of ['processes', 'threads', 'descriptors'] as const) {
    const grown = last[kind] - (first?.[kind] ?? 0);
    if (grown > mostMore) problems.push(`${grown} more ${kind} than at first`);
  }
  const growthMbPerHour = slope(memory.slice(Math.floor(memory.length / 4))) * 3600;
  const ranS = (endMs - began) / 1000;
  if (ranS >= tellsGrowthS && growthMbPerHour > mostGrowthMb && flags['lenient'] !== true)
    problems.push(`memory grows by ${growthMbPerHour.toFixed(1)} MB/h`);
  rmSync(place, { recursive: true, force: true });
  const figures = {
    faults: healed.length,
    withinBar: healed.filter(({ withinBar }) => withinBar).length,
    kinds: byKind(healed),
    growthMbPerHour: Math.round(growthMbPerHour * 10) / 10,
    holdings: { first, last },
    left,
  };
  if (typeof flags['report'] === 'string')
    writeReport(resolve(flags['report']), {
      seed,
      ranS,
      problems,
      figures,
      healed,
      rows: aways,
      memory,
    });
  return { problems, figures };
}

interface Report {
  readonly seed: number;
  readonly ranS: number;
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<string, unknown>>;
  readonly healed: readonly Healed[];
  readonly rows: Timeline['rows'];
  readonly memory: Timeline['memory'];
}

/** JSON, and a timeline as SVG beside it. */
function writeReport(file: string, { seed, ranS, problems, figures, healed, rows, memory }: Report): void {
  writeJson(file, { seed, seconds: ranS, problems, ...figures, healed });
  const title = `${healed.length} faults in ${Math.round(ranS / 60)} minutes, seed ${seed}: when picture and sound were away`;
  const faults = healed.map(({ atS, withinBar }) => ({ atS, isHealed: withinBar }));
  writeFileSync(
    file.replace(/(\.json)?$/, '.svg'),
    drawTimeline({ title, seconds: ranS, rows, faults, memory }),
  );
}

/** Lets a fault happen and waits until picture and sound are back everywhere. */
async function suffer(fault: Fault, rooms: Rooms, beganMs: number): Promise<Healed> {
  const fromMs = performance.now();
  await fault.inject(rooms);
  await pause(settleMs);
  const healed = await steady(rooms.presences);
  const nowMs = performance.now();
  const awayMs = Object.fromEntries(
    rooms.presences.map((presence) => [presence.name, Math.round(presence.awayMs(fromMs, nowMs))]),
  );
  const { name, barMs = null } = fault;
  const most = Math.max(...Object.values(awayMs));
  return {
    fault: name,
    atS: Math.round((fromMs - beganMs) / 100) / 10,
    barMs,
    awayMs,
    healed,
    withinBar: healed && (barMs === null || most <= barMs),
  };
}

async function steady(presences: readonly Presence[]): Promise<boolean> {
  const giveUpMs = performance.now() + hopelessMs;
  while (performance.now() < giveUpMs) {
    if (presences.every((presence) => presence.steadyMs(performance.now()) >= steadyMs)) return true;
    await pause(50);
  }
  return false;
}

function worst({ awayMs }: Healed): number {
  return Math.max(...Object.values(awayMs));
}

/** Times since the start. */
function shifted(presence: Presence, endMs: number, beganMs: number) {
  return presence
    .aways(endMs)
    .map(({ fromMs, toMs }) => ({ fromMs: fromMs - beganMs, toMs: toMs - beganMs }))
    .filter(({ toMs }) => toMs > 0);
}

/** Median and most of how long anything was away, by what went wrong, whichever side it was. */
function byKind(
  healed: readonly Healed[],
): Record<string, { count: number; medianMs: number; mostMs: number }> {
  const kinds = new Map<string, number[]>();
  for (const each of healed) {
    const kind = each.fault.replace(/ of the (first|second)/, '');
    kinds.set(kind, [...(kinds.get(kind) ?? []), worst(each)]);
  }
  return Object.fromEntries(
    [...kinds]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([kind, ms]) => {
        const sorted = ms.toSorted((one, other) => one - other);
        return [
          kind,
          { count: ms.length, medianMs: sorted[Math.floor(ms.length / 2)]!, mostMs: sorted.at(-1)! },
        ];
      }),
  );
}
