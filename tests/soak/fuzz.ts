import { campaign } from '../fuzz/campaign.ts';
import { decoderCampaign, decodersTarget } from '../fuzz/decoders/decoders.ts';
import { parseInputs } from '../fuzz/engine/corpus.ts';
import { replay } from '../fuzz/engine/search.ts';
import { targets } from '../fuzz/targets/all.ts';
import { numberOf, type Soak, type SoakContext, type SoakOutcome, UsageError } from './soak.ts';

const defaultRuns = 10_000_000;
const defaultDecoderRuns = 100_000;
const longestSeconds = 30 * 24 * 3600;

/** Feeds every parser and the whole link with whatever executes code that was not executed before. */
export const fuzz: Soak = {
  summary:
    'coverage-guided fuzzing of every parser and of the whole link, 10 million executions; of the decoders on request',
  flags: {
    target: { type: 'string' },
    runs: { type: 'string' },
    seconds: { type: 'string' },
    input: { type: 'string' },
    keep: { type: 'boolean' },
  },
  usage: `  --target NAME[,NAME]  only these of: ${targets.map(({ name }) => name).join(' ')},
                        or ${decodersTarget}: damaged streams for the native decoders, in processes of their own
  --runs N              executions in all; default ${defaultRuns}
  --seconds N           ends earlier than that if it takes longer
  --input HEX           executes this one input of the one target, twice
  --keep                writes what is worth keeping into tests/fuzz/corpus`,
  run,
};

async function run({ flags, seed, seconds, progress }: SoakContext): Promise<SoakOutcome> {
  const names = chosen(flags['target']);
  if (flags['input'] !== undefined) return executeOne(names, String(flags['input']));
  const runs = numberOf('runs', flags['runs'], 1, 1e12);
  const ownSeconds = numberOf('seconds', flags['seconds'], 1, longestSeconds) ?? seconds;
  if (names.includes(decodersTarget)) {
    if (names.length > 1) throw new UsageError(`--target ${decodersTarget}: give it alone`);
    const { problems, ...figures } = await decoderCampaign(
      seed,
      ownSeconds ?? longestSeconds,
      runs ?? defaultDecoderRuns,
      progress,
    );
    return { problems, figures };
  }
  const report = await campaign({
    seed,
    targets: names,
    runs: runs ?? defaultRuns,
    seconds: ownSeconds ?? longestSeconds,
    keep: flags['keep'] === true,
    progress,
  });
  const { findings, coverage, ...figures } = report;
  return { problems: findings, figures: { ...figures, coveredPct: percentages(coverage) } };
}

function chosen(flag: string | boolean | undefined): string[] {
  const all = targets.map(({ name }) => name);
  const names = typeof flag === 'string' ? flag.split(',') : all;
  const unknown = names.find((name) => name !== decodersTarget && !all.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--target ${unknown}: there are ${all.join(', ')}, ${decodersTarget}`);
  }
  return names;
}

function executeOne([name, ...others]: string[], input: string): SoakOutcome {
  const target = targets.find((one) => one.name === name);
  const [bytes] = parseInputs(input);
  if (target === undefined || others.length > 0) throw new UsageError('--input: name one --target for it');
  if (bytes === undefined || bytes.length * 2 !== input.length) {
    throw new UsageError(`--input ${input}: give bytes in hexadecimal`);
  }
  const finding = replay(target, bytes);
  return { problems: finding === undefined ? [] : [String(finding.error.stack)], figures: { runs: 2 } };
}

/** Share of the code inside of functions that was executed, in percent, by file. */
function percentages(
  coverage: Readonly<Record<string, { executed: number; total: number }>>,
): Record<string, number> {
  const entries = Object.entries(coverage).map(([url, { executed, total }]) => [
    url.replace(/^.*\/packages\//, ''),
    Math.round((1000 * executed) / total) / 10,
  ]);
  return Object.fromEntries(entries) as Record<string, number>;
}
