import { type Bar, type Bench, type BenchResult, report, UsageError } from './bench.ts';
import { fec } from './fec.ts';
import { linkGarbage } from './link-garbage.ts';
import { linkMatrix } from './link-matrix.ts';
import { linkSrt } from './link-srt.ts';
import { linkThroughput } from './link-throughput.ts';
import { linkWebrtc } from './link-webrtc.ts';

/** The benches of the link, by the words that `link` takes. */
const parts: ReadonlyMap<string, readonly [name: string, bench: Bench][]> = new Map([
  ['matrix', [['link-matrix', linkMatrix]]],
  [
    'live',
    [
      ['link-srt', linkSrt],
      ['link-webrtc', linkWebrtc],
    ],
  ],
  ['srt', [['link-srt', linkSrt]]],
  ['webrtc', [['link-webrtc', linkWebrtc]]],
  ['throughput', [['link-throughput', linkThroughput]]],
  ['garbage', [['link-garbage', linkGarbage]]],
  ['fec', [['fec', fec]]],
]);
const all = ['matrix', 'live', 'throughput', 'garbage', 'fec'];

/** Everything about the link, or the part that is named first. */
export const link: Bench = {
  summary: 'everything that the link has to show, or one part of it',
  usage: [
    '  matrix | live | srt | webrtc | throughput | garbage | fec | all, then the flags of that bench; default all, with their defaults',
    'See link-matrix --help, link-srt --help and so on.',
  ].join('\n'),
  run,
};

async function run(args: readonly string[]): Promise<BenchResult> {
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
