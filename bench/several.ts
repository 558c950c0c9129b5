import { type Bar, type Bench, type BenchResult, report, UsageError } from './bench.ts';

/** Benches about one thing, by the word that names a part of it, with the name that each has alone. */
export type Parts = ReadonlyMap<string, readonly (readonly [name: string, bench: Bench])[]>;

/**
 * A bench that is several: all of them with their defaults, or the part that is named first with that bench's flags.
 *
 * @param all the parts that are run when none is named
 */
export function severalBenches(summary: string, parts: Parts, all: readonly string[]): Bench {
  return {
    summary,
    usage: [
      `  ${[...parts.keys()].join(' | ')} | all, then the flags of that bench; default all, with their defaults`,
      `See ${[...parts.values()][0]![0]![0]} --help and so on.`,
    ].join('\n'),
    run: (args) => runParts(parts, all, args),
  };
}

async function runParts(parts: Parts, all: readonly string[], args: readonly string[]): Promise<BenchResult> {
  const [first = 'all', ...rest] = args;
  if (first.startsWith('-')) {
    throw new UsageError(`${first}: name a part first: ${[...parts.keys()].join(', ')} or all`);
  }
  const chosen = first === 'all' ? all.flatMap((name) => parts.get(name) ?? []) : parts.get(first);
  if (chosen === undefined) {
    throw new UsageError(`there is no part ${first}: there are ${[...parts.keys()].join(', ')} and all`);
  }
  if (chosen.length > 1 && rest.length > 0) {
    throw new UsageError(
      `${rest.join(' ')}: ${first} runs with the defaults; name one bench to give it flags`,
    );
  }
  const bars: Bar[] = [];
  const results: Record<string, BenchResult> = {};
  for (const [name, bench] of chosen) {
    report(`${name}: ${bench.summary}`);
    const result = await bench.run(rest);
    if (chosen.length === 1) return result;
    results[name] = result;
    bars.push(...result.bars.map((bar) => prefixed(name, bar)));
  }
  return { ...results, bars };
}

function prefixed(name: string, bar: Bar): Bar {
  return { ...bar, name: `${name}: ${bar.name}` };
}
