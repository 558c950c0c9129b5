import { type Bar, type Bench, type BenchResult, report, UsageError } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import { workOff } from './link-matrix/crew.ts';
import { type RowFigures, rowFigures, rowLine } from './link-matrix/figures.ts';
import { drawMatrix } from './link-matrix/matrix-plots.ts';
import type { RunTask } from './link-matrix/perform-run.ts';
import type { Carrier, Row } from './link-matrix/row.ts';
import { RowResult, type RunResult } from './link-matrix/row-result.ts';
import { rows } from './link-matrix/rows.ts';

/** Ajar's link through every network of the matrix, in virtual time, beside raw UDP and a fixed share of parity. */
export const linkMatrix: Bench = {
  summary: 'the link through lossy, jittery, narrow and broken networks, in virtual time, beside its peers',
  usage: [
    '  --profile NAME  only this row; may be given again',
    '  --seeds N       runs of each; default 10',
    '  --seconds N     virtual seconds of each run; default 60',
    '  --quick         2 seeds of 20 seconds, Ajar only, unless told otherwise',
    '  --peers         the peers too, with --quick',
    '  --sound         a frame of sound every 5 ms, too',
    '  --plots         draws into bench/plots',
    '  --deadline MS   frames are useless so long after their capture; default what the row says',
    '  --bitrate BPS   of the pictures; default 40000000',
    `rows: ${rows.map(({ name }) => name).join(' ')}`,
  ].join('\n'),
  allFlags: ['--plots'],
  run,
};

interface Options {
  readonly rows: readonly Row[];
  readonly seeds: number;
  readonly seconds: number;
  readonly peers: boolean;
  readonly plots: boolean;
  readonly hasSound: boolean;
  readonly lifetimeMs: number | undefined;
  readonly bitrateBps: number | undefined;
}

async function run(args: readonly string[]): Promise<BenchResult> {
  const options = parse(args);
  const bars: Bar[] = [];
  const measured = new Map<Row, ReadonlyMap<Carrier, RowResult>>();
  const figures: Record<string, Record<string, RowFigures>> = {};
  for (const row of options.rows) {
    const results = await runRow(row, options);
    const judged = row.bars(results).map((bar) => named(row, bar));
    figures[row.name] = Object.fromEntries(
      [...results].map(([carrier, result]) => [carrier, rowFigures(row, result)]),
    );
    report(`${row.name}: ${row.title}`);
    for (const [carrier, result] of results) report(`  ${rowLine(carrier, rowFigures(row, result))}`);
    for (const { name, value, unit, limit, pass } of judged) {
      report(`  ${pass ? 'pass' : 'FAIL'} ${name} ${value} ${unit} (${limit})`);
    }
    bars.push(...judged);
    if (options.plots) measured.set(row, results);
  }
  const { seeds, seconds } = options;
  const plots = drawMatrix(measured);
  return { seeds, seconds, rows: figures, plots, bars };
}

async function runRow(row: Row, options: Options): Promise<ReadonlyMap<Carrier, RowResult>> {
  const { seeds, seconds, lifetimeMs, bitrateBps, hasSound } = options;
  const carriers = options.peers ? row.carriers : row.carriers.filter((each) => each.startsWith('ajar'));
  if (row.isAvailable === false) {
    report(`${row.name}: something that it is made of is missing`);
    return new Map();
  }
  const tasks = carriers.flatMap((carrier) =>
    Array.from({ length: seeds }, (_, index): RunTask => {
      return { row: row.name, carrier, seed: (index + 1) * 1000, seconds, lifetimeMs, bitrateBps, hasSound };
    }),
  );
  const runs = new Map<Carrier, RunResult[]>(carriers.map((carrier) => [carrier, []]));
  await workOff(tasks, ({ carrier }, result) => runs.get(carrier)!.push(result));
  return new Map(
    [...runs].map(([carrier, each]) => [carrier, new RowResult(each.toSorted((a, b) => a.seed - b.seed))]),
  );
}

function named(row: Row, bar: Bar): Bar {
  return { ...bar, name: `${row.name}: ${bar.name}` };
}

function parse(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    profile: { ...text, multiple: true },
    seeds: text,
    seconds: text,
    quick: flag,
    peers: flag,
    plots: flag,
    sound: flag,
    deadline: text,
    bitrate: text,
  } as const;
  const values = readFlags(args, options);
  const quick = values.quick === true;
  return {
    rows: chosen(values.profile),
    seeds: whole('--seeds', values.seeds, 1, 1000) ?? (quick ? 2 : 10),
    seconds: whole('--seconds', values.seconds, 5, 3600) ?? (quick ? 20 : 60),
    peers: values.peers === true || !quick,
    plots: values.plots === true,
    hasSound: values.sound === true,
    lifetimeMs: whole('--deadline', values.deadline, 10, 16_000),
    bitrateBps: whole('--bitrate', values.bitrate, 100_000, 1e9),
  };
}

function chosen(names: readonly string[] | undefined): readonly Row[] {
  if (names === undefined) return rows;
  return names.map((name) => {
    const row = rows.find((each) => each.name === name);
    if (row !== undefined) return row;
    throw new UsageError(`--profile ${name}: there are ${rows.map((each) => each.name).join(', ')}`);
  });
}

function whole(flag: string, text: string | undefined, low: number, high: number): number | undefined {
  return text === undefined ? undefined : numberFlag(flag, text, low, high, true);
}
