// `npm run soak -- [NAME…] [--minutes N] [--seed N] [flags]`: tests that take long. Without a name all of them, one after
// the other.
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { chaos } from './chaos.ts';
import { fuzz } from './fuzz.ts';
import { model } from './model.ts';
import { month } from './month.ts';
import { quiet } from './quiet.ts';
import { numberOf, type Soak, type SoakOutcome, UsageError } from './soak.ts';

const soaks: ReadonlyMap<string, Soak> = new Map([
  ['fuzz', fuzz],
  ['model', model],
  ['month', month],
]);
/** Those that are not of one machine's processor alone: only where they are named. */
const named: ReadonlyMap<string, Soak> = new Map([
  ['chaos', chaos],
  ['quiet', quiet],
]);
const all: ReadonlyMap<string, Soak> = new Map([...soaks, ...named]);
/** The flags of all soaks. */
const common = {
  minutes: { type: 'string' },
  seed: { type: 'string' },
  chaos: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;
/** Progress is told at most this often, in ms. */
const progressMs = 3000;

process.exitCode = await main(process.argv.slice(2));

/** Exit status: 0 when all passed, 1 when something was found, 2 when it was called wrongly. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    if (values['help'] === true) {
      process.stdout.write(help());
      return 0;
    }
    const names = wantedNames(positionals, values);
    const minutes = numberOf('minutes', values['minutes'], 0.01, 100_000);
    const seed = numberOf('seed', values['seed'], 0, 2 ** 32) ?? Date.now() % 2 ** 31;
    const report = await runAll(names, seed, minutes, values);
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return report.passed ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`soak: ${error.message}; --help shows what there is\n`);
    return 2;
  }
}

/** `--chaos` and `--quiet` are short for the soaks of these names. */
function wantedNames(positionals: readonly string[], values: Values): readonly string[] {
  if (positionals.length > 0) return positionals;
  const flagged = [...named.keys()].filter((name) => values[name] === true);
  return flagged.length > 0 ? flagged : [...soaks.keys()];
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Takes the flags of the soaks that are named, or of all. */
function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  const asked = args.map((arg) => arg.replace(/^--/, '')).filter((name) => named.has(name));
  asked.push(...args.filter((arg) => soaks.has(arg)));
  const chosen = asked.length > 0 ? asked : [...soaks.keys()];
  const flags = chosen.map((name) => all.get(name)!.flags);
  const options: ParseArgsOptionsConfig = Object.assign({}, ...flags, common);
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\.? To specify.*$/s, ''));
  }
  const unknown = parsed.positionals.find((name) => !all.has(name));
  if (unknown !== undefined)
    throw new UsageError(`there is no soak ${unknown}: ${[...all.keys()].join(', ')}`);
  return { values: parsed.values as Values, positionals: parsed.positionals };
}

interface Report {
  readonly passed: boolean;
  readonly seed: number;
  readonly minutes: number;
  readonly soaks: Record<string, SoakOutcome>;
}

async function runAll(
  names: readonly string[],
  seed: number,
  minutes: number | undefined,
  flags: Values,
): Promise<Report> {
  const startMs = performance.now();
  const seconds = minutes === undefined ? undefined : (minutes * 60) / names.length;
  const outcomes: Record<string, SoakOutcome> = {};
  for (const name of names) {
    const progress = teller(name);
    process.stderr.write(`${name}: seed ${seed}\n`);
    const outcome = await all.get(name)!.run({ seed, seconds, flags, progress });
    for (const problem of outcome.problems) process.stderr.write(`${name}: ${problem}\n`);
    outcomes[name] = outcome;
  }
  const passed = Object.values(outcomes).every(({ problems }) => problems.length === 0);
  return { passed, seed, minutes: Math.round((performance.now() - startMs) / 600) / 100, soaks: outcomes };
}

function teller(name: string): (line: string) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (line) => {
    if (performance.now() - lastMs < progressMs) return;
    lastMs = performance.now();
    process.stderr.write(`${name}: ${line}\n`);
  };
}

function help(): string {
  const list = [...all].map(([name, { summary, usage }]) => `${name}: ${summary}\n${usage}`);
  return `npm run soak -- [NAME…] [--minutes N] [--seed N] [flags of the soaks that are named]

Tests that take long, one after the other; all but chaos and quiet without a name. Progress goes to stderr; the last line on stdout is a report
in JSON. Exit status 0: passed, 1: something was found, 2: called wrongly.

  --minutes N  for all that is asked for together; without it each takes as long as it needs
  --seed N     repeats a run
  --chaos      the same as the name chaos; --quiet likewise

${list.join('\n\n')}
`;
}
