import { parentPort, workerData } from 'node:worker_threads';
import { heldBytes } from '../soak/held-bytes.ts';
import { type CampaignJob, type CampaignNews, type TargetReport, watchedAt } from './campaign.ts';
import { loadCorpus, saveCorpus } from './engine/corpus.ts';
import { Coverage } from './engine/coverage.ts';
import type { Target } from './engine/target.ts';

/** A turn of a target. Whole endpoints are where the bugs are, and get most of the time. */
const turnMs = { parser: 1000, endpoint: 12_000 } as const;
/** Executions from which on a target is quick. */
const quickBatch = 100;
/** More than any target keeps, whatever it was fed: what lies above it leaks. */
const mostGrowthBytes = 48 * 1024 * 1024;

const job = workerData as CampaignJob;
const words = new Int32Array(job.watched);
const shown = new Uint8Array(job.watched, watchedAt.input);
// The counting of what is executed has to begin before the code is loaded.
const coverage = new Coverage((url) =>
  /\/packages\/(link|netlab)\/src\/(?!testing\/|.*\.test\.ts)/.test(url),
);
const { Search } = await import('./engine/search.ts');
const { targets } = await import('./targets/all.ts');

interface State {
  readonly target: Target;
  readonly search: InstanceType<typeof Search>;
  readonly report: TargetReport;
  corpus: readonly Uint8Array[];
  /** Memory in use at the end of its first turn. */
  baseBytes: number;
  broken: boolean;
}

const states = job.targets.map((name, index): State => {
  const target = targets.find((one) => one.name === name)!;
  const report = { runs: 0, corpus: 0, covered: 0, grownBytes: 0 };
  const corpus = loadCorpus(name);
  const search = new Search(target, { seed: job.seed + index, corpus, coverage, watch: show });
  return { target, search, report, corpus, baseBytes: Number.NaN, broken: false };
});
const endMs = performance.now() + job.seconds * 1000;
let totalRuns = 0;

while (goesOn()) {
  for (const [index, state] of states.entries()) {
    if (!state.broken && goesOn()) await turn(index, state);
  }
}
if (job.keep) {
  for (const { target, corpus, broken } of states) {
    if (!broken) saveCorpus(target.name, smallest(target, corpus));
  }
}
tell({ type: 'end', coverage: Object.fromEntries(coverage.report()) });
coverage.close();

function goesOn(): boolean {
  return totalRuns < job.runs && performance.now() < endMs && states.some((state) => !state.broken);
}

async function turn(index: number, state: State): Promise<void> {
  const { target, report, search } = state;
  const quick = target.batch >= quickBatch;
  const stopMs = Math.min(endMs, performance.now() + (quick ? turnMs.parser : turnMs.endpoint));
  words[watchedAt.target] = index;
  const result = search.run(report.runs + job.runs - totalRuns, () => performance.now() < stopMs);
  totalRuns += result.runs - report.runs;
  state.corpus = result.corpus;
  report.runs = result.runs;
  report.corpus = result.corpus.length;
  report.covered = coverage.size;
  if (result.finding !== undefined) {
    state.broken = true;
    tell({
      type: 'finding',
      target: target.name,
      input: result.finding.input,
      why: String(result.finding.error.stack),
    });
  }
  await weigh(state);
  tell({ type: 'turn', target: target.name, report, totalRuns });
}

/** Shows an input to whoever watches for a hang, before it is executed. */
function show(input: Uint8Array): void {
  shown.set(input);
  words[watchedAt.length] = input.length;
  Atomics.add(words, watchedAt.pulse, 1);
}

async function weigh(state: State): Promise<void> {
  const bytes = await heldBytes();
  if (Number.isNaN(state.baseBytes)) state.baseBytes = bytes;
  state.report.grownBytes = bytes - state.baseBytes;
  if (state.report.grownBytes < mostGrowthBytes || state.broken) return;
  state.broken = true;
  const why = `the memory has grown by ${state.report.grownBytes} bytes`;
  tell({ type: 'finding', target: state.target.name, input: new Uint8Array(0), why });
}

/** The shortest inputs that execute all that the corpus executes. */
function smallest(target: Target, corpus: readonly Uint8Array[]): Uint8Array[] {
  coverage.choose(`what is kept of ${target.name}`);
  return corpus
    .toSorted((one, other) => one.length - other.length)
    .filter((input) => {
      target.run(input, () => {});
      return coverage.look() > 0;
    });
}

function tell(news: CampaignNews): void {
  parentPort?.postMessage(news, []);
}
