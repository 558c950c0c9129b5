import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { saveFinding } from './engine/corpus.ts';
import type { Covered } from './engine/coverage.ts';

/** An execution that takes longer than this hangs; all of them together take less on any machine. */
const hangMs = 60_000;
/** The longest input of any target, with its length and the pulse in front. */
const watchedBytes = 65_536;
export const watchedAt = { pulse: 0, target: 1, length: 2, input: 12 } as const;

/** What a campaign is asked to do. */
export interface CampaignOptions {
  readonly seed: number;
  /** Targets, by name, in this order. */
  readonly targets: readonly string[];
  /** Ends when this many executions were done, or this much time has passed, whichever is first. */
  readonly runs: number;
  readonly seconds: number;
  /** Whether what was found to be worth keeping is written into the repository. */
  readonly keep: boolean;
  readonly progress: (line: string) => void;
}

/** What one target has been through. */
export interface TargetReport {
  runs: number;
  /** Inputs worth keeping. */
  corpus: number;
  /** Characters of source that it has executed. */
  covered: number;
  /** What the memory has grown by from the end of its first turn to that of its last, in bytes. */
  grownBytes: number;
}

export interface CampaignReport {
  readonly runs: number;
  readonly seconds: number;
  readonly targets: Record<string, TargetReport>;
  /** By source file. */
  readonly coverage: Record<string, Covered>;
  /** One line each. */
  readonly findings: string[];
}

/** What the worker tells. */
export type CampaignNews =
  | {
      readonly type: 'turn';
      readonly target: string;
      readonly report: TargetReport;
      readonly totalRuns: number;
    }
  | { readonly type: 'finding'; readonly target: string; readonly input: Uint8Array; readonly why: string }
  | { readonly type: 'end'; readonly coverage: Record<string, Covered> };

/** What the worker is given. */
export type CampaignJob = Omit<CampaignOptions, 'progress'> & { readonly watched: SharedArrayBuffer };

/** Fuzzes targets in turns, in a thread of its own, so that one that hangs is noticed. */
export async function campaign(options: CampaignOptions): Promise<CampaignReport> {
  const { progress, ...job } = options;
  const startMs = performance.now();
  const watched = new SharedArrayBuffer(watchedBytes);
  const worker = new Worker(new URL('campaign-worker.ts', import.meta.url), {
    workerData: { ...job, watched },
  });
  const reports: Record<string, TargetReport> = {};
  const findings: string[] = [];
  let coverage: Record<string, Covered> = {};
  let totalRuns = 0;
  const find = (target: string, input: Uint8Array, why: string): void => {
    const path = saveFinding(target, input);
    findings.push(`${target}: ${why}; the input is in ${path}`);
    progress(findings.at(-1)!);
  };
  worker.on('message', (news: CampaignNews) => {
    if (news.type === 'finding') find(news.target, news.input, news.why);
    if (news.type === 'end') coverage = news.coverage;
    if (news.type !== 'turn') return;
    reports[news.target] = news.report;
    totalRuns = news.totalRuns;
    const { runs, corpus, covered } = news.report;
    progress(
      `${news.target}: ${runs} runs, ${corpus} inputs kept, ${covered} characters covered; ${totalRuns} in all`,
    );
  });
  const guard = watch(watched, () => {
    const [name, input] = watchedInput(watched, options.targets);
    find(name, input, `does not end within ${hangMs / 1000} s`);
    void worker.terminate();
  });
  try {
    await once(worker, 'exit');
  } finally {
    clearInterval(guard);
  }
  return {
    runs: totalRuns,
    seconds: (performance.now() - startMs) / 1000,
    targets: reports,
    coverage,
    findings,
  };
}

/** Calls `onHang` when the pulse has stood still for too long. */
function watch(watched: SharedArrayBuffer, onHang: () => void): NodeJS.Timeout {
  const words = new Int32Array(watched);
  let last = -1;
  let sinceMs = performance.now();
  return setInterval(() => {
    const pulse = Atomics.load(words, watchedAt.pulse);
    if (pulse !== last) sinceMs = performance.now();
    last = pulse;
    if (performance.now() - sinceMs > hangMs) onHang();
  }, 1000);
}

function watchedInput(watched: SharedArrayBuffer, names: readonly string[]): [string, Uint8Array] {
  const words = new Int32Array(watched);
  const input = new Uint8Array(watched, watchedAt.input, words[watchedAt.length]);
  return [names[words[watchedAt.target]!] ?? '', Uint8Array.from(input)];
}
