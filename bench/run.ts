// `npm run -s bench -- NAME [flags]`: runs one bench, or all of them when none is named.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { actorProcesses } from './actor/processes.ts';
import { actorSameThread } from './actor/same-thread.ts';
import { actorThreads } from './actor/threads.ts';
import { actor } from './actor.ts';
import { audio } from './audio.ts';
import { audioCost } from './audio-cost.ts';
import { audioDrift } from './audio-drift.ts';
import { audioEcho } from './audio-echo.ts';
import { audioFidelity } from './audio-fidelity.ts';
import { audioJitter } from './audio-jitter.ts';
import { audioPath } from './audio-path.ts';
import { audioSync } from './audio-sync.ts';
import { type Bench, type BenchResult, UsageError } from './bench.ts';
import { demo } from './demo.ts';
import { fec } from './fec.ts';
import { g2g } from './g2g.ts';
import { link } from './link.ts';
import { linkGarbage } from './link-garbage.ts';
import { linkMatrix } from './link-matrix.ts';
import { linkSrt } from './link-srt.ts';
import { linkThroughput } from './link-throughput.ts';
import { linkWebrtc } from './link-webrtc.ts';
import { writeReport } from './results.ts';
import { source } from './source.ts';
import { videoPath } from './video-path.ts';
import { videoSteady } from './video-steady.ts';

const benches: ReadonlyMap<string, Bench> = new Map([
  ['video-path', videoPath],
  ['g2g', g2g],
  ['source', source],
  ['demo', demo],
  ['fec', fec],
  ['link-matrix', linkMatrix],
  ['link-srt', linkSrt],
  ['link-webrtc', linkWebrtc],
  ['link-throughput', linkThroughput],
  ['link-garbage', linkGarbage],
  ['audio-path', audioPath],
  ['audio-echo', audioEcho],
  ['audio-drift', audioDrift],
  ['audio-jitter', audioJitter],
  ['audio-fidelity', audioFidelity],
  ['audio-sync', audioSync],
  ['audio-cost', audioCost],
  ['actor-same-thread', actorSameThread],
  ['actor-threads', actorThreads],
  ['actor-processes', actorProcesses],
]);
/** Those of which each is one of these benches, or several of them. */
const composites: ReadonlyMap<string, Bench> = new Map([
  ['link', link],
  ['audio', audio],
  ['actor', actor],
]);
/** Those that take too long for a run of all; what such a one found is kept in a file of its own. */
const longRuns: ReadonlyMap<string, Bench> = new Map([['video-steady', videoSteady]]);
const resultsPath = fileURLToPath(new URL('results.md', import.meta.url));

// Temporary files are removed at the exit of this process, which a signal alone would skip.
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, () => process.exit(status));
}

const [name = 'all', ...flags] = process.argv.slice(2);
process.exitCode = await main();

/** Exit status: 0 whatever the bars say, 1 when a bench broke, 2 when it was called wrongly. */
async function main(): Promise<number> {
  if (name === '--help' || name === '-h') {
    process.stdout.write(list());
    return 0;
  }
  if (name === 'all') return runAll();
  const bench = benches.get(name) ?? composites.get(name) ?? longRuns.get(name);
  if (!bench) {
    process.stderr.write(`there is no bench ${name}\n${list()}`);
    return 2;
  }
  if (flags.includes('--help') || flags.includes('-h')) {
    process.stdout.write(`${bench.summary}\n${bench.usage}\n`);
    return 0;
  }
  const { status, result } = await runOne(name, bench, flags);
  if (longRuns.has(name) && result && !flags.includes('--no-plots')) {
    const path = fileURLToPath(new URL(`results-${name}.md`, import.meta.url));
    writeFileSync(path, writeReport(new Map([[name, result]]), new Date()));
  }
  return status;
}

async function runAll(): Promise<number> {
  if (flags.length > 0) {
    process.stderr.write(
      `${flags.join(' ')}: all benches run with their defaults; name one to give it flags\n`,
    );
    return 2;
  }
  const results = new Map<string, BenchResult | undefined>();
  for (const [each, bench] of benches)
    results.set(each, (await runOne(each, bench, bench.allFlags ?? [])).result);
  writeFileSync(resultsPath, writeReport(results, new Date()));
  return [...results.values()].includes(undefined) ? 1 : 0;
}

async function runOne(
  benchName: string,
  bench: Bench,
  args: readonly string[],
): Promise<{ status: number; result?: BenchResult }> {
  try {
    const result = await bench.run(args);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return { status: 0, result };
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const { message, stack } = error as Error;
    process.stderr.write(`${benchName}: ${isUsage ? message : stack}\n`);
    return { status: isUsage ? 2 : 1 };
  }
}

function list(): string {
  const lines = [...benches, ...composites, ...longRuns].map(
    ([each, bench]) => `  ${each.padEnd(14)} ${bench.summary}`,
  );
  return `benches (NAME --help shows the flags; all, or no name, runs every one):\n${lines.join('\n')}\n`;
}
