import type { Size } from '@ajar/media';
import { type Bar, type Bench, type BenchResult, report, UsageError } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import { refreshPage } from './stage-table.ts';
import { judgeRow } from './video-path/judge-row.ts';
import { type Effort, measureRow, type RowResult } from './video-path/measure-row.ts';
import { nameOf, type Row, rowFor, rows, type Source, type Wish } from './video-path/rows.ts';
import { type Waterfall, waterfallText } from './waterfall.ts';
import { writeWaterfalls } from './waterfall-plot.ts';

/** Picture to picture through Ajar, and through libwebrtc beside it. */
export const videoPath: Bench = {
  summary: 'pictures handed in → decoded pictures handed out, Ajar beside libwebrtc',
  usage: [
    '  --size WxH      one size; without it all that have bars, one after the other',
    '  --fps N         default 60',
    '  --seconds N     counted seconds of each side, over all rounds; default 30',
    '  --bitrate BPS   of both; default what suits the size (8000000 at 1280x720 and 60), 16000000 at 3072x1728, 13000000 at 3088x2076',
    '  --rounds N      turns of each side, one after the other, of which every figure is the median; default 3',
    '  --source S      clip: pictures drawn beforehand; room: test:room captured as a portal does, without libwebrtc; default what',
    '                  belongs to the size',
    '  --no-peer       without libwebrtc',
    '  --no-plots      draws nothing into bench/plots, and leaves the table of docs/performance.md as it is',
    'Before each turn 2 seconds of frames are sent that do not count.',
  ].join('\n'),
  run,
};

/** The number in a narrower picture is too small to survive strong compression. */
const MIN_WIDTH = 720;

async function run(args: readonly string[]): Promise<BenchResult> {
  const { wish, effort, isBesidePeer, isDrawn } = parse(args);
  const chosen = wish ? [rowFor(wish)] : rows.map((row) => (isBesidePeer ? row : withoutPeer(row)));
  const measured: { row: Row; result: RowResult; bars: Bar[]; fall: Waterfall }[] = [];
  for (const row of chosen) {
    report(nameOf(row));
    const result = await measureRow(row, effort);
    const fall = waterfallOf(row, result);
    report(waterfallText(fall));
    report(loadLine(result));
    measured.push({ row, result, bars: judgeRow(result, row.limits), fall });
  }
  const name = wish ? `video-path-${wish.size.width}x${wish.size.height}` : 'video-path';
  const falls = measured.map(({ fall }) => fall);
  const plots = isDrawn ? [writeWaterfalls(name, 'Picture to picture, where the time goes', falls)] : [];
  const [first] = measured;
  if (wish) return { ...first!.result, plots, bars: first!.bars };
  const results = Object.fromEntries(measured.map(({ row, result }) => [nameOf(row), result]));
  if (isDrawn) refreshPage(results);
  return {
    rows: results,
    plots,
    bars: measured.flatMap(({ row, bars }) =>
      bars.map((bar) => ({ ...bar, name: `${nameOf(row)}: ${bar.name}` })),
    ),
  };
}

/** Its bars beside libwebrtc stay, and are not passed. */
function withoutPeer(row: Row): Row {
  return { ...row, isBesidePeer: false };
}

function waterfallOf(row: Row, { ajar, source }: RowResult): Waterfall {
  const { stages = [], p50, p99 } = ajar;
  const from = source === 'room' ? 'test:room' : 'a clip';
  return { title: `${nameOf(row)}, from ${from}`, stages, whole: { p50, p99 } };
}

function loadLine({ ajar: { cpuPctOf, cpuPct } }: RowResult): string {
  const shares = Object.entries(cpuPctOf ?? {}).map(([name, pct]) => `${name} ${pct}`);
  return `% of a core: ${shares.join(', ')}; together ${cpuPct ?? 'not known'}\n`;
}

interface Parsed {
  /** undefined: everything. */
  readonly wish: Wish | undefined;
  readonly effort: Effort;
  readonly isBesidePeer: boolean;
  readonly isDrawn: boolean;
}

function parse(args: readonly string[]): Parsed {
  const flag = { type: 'string' } as const;
  const off = { type: 'boolean' } as const;
  const values = readFlags(args, {
    size: flag,
    fps: flag,
    seconds: flag,
    bitrate: flag,
    rounds: flag,
    source: flag,
    'no-peer': off,
    'no-plots': off,
  });
  const { size, fps, bitrate, source } = values;
  const isBesidePeer = values['no-peer'] !== true;
  const wish = {
    ...(fps !== undefined && { fps: numberFlag('--fps', fps, 1, 240) }),
    ...(bitrate !== undefined && { bitrateBps: numberFlag('--bitrate', bitrate, 50_000, 1e9) }),
    ...(source !== undefined && { source: parseSource(source) }),
  };
  if (size === undefined && Object.keys(wish).length > 0) {
    throw new UsageError('--size: name the one that --fps, --bitrate or --source are for');
  }
  return {
    wish:
      size === undefined
        ? undefined
        : { ...wish, size: parseSize(size), ...(!isBesidePeer && { isBesidePeer }) },
    effort: {
      seconds: numberFlag('--seconds', values.seconds ?? '30', 0.1, 3600),
      rounds: numberFlag('--rounds', values.rounds ?? '3', 1, 100, true),
    },
    isBesidePeer,
    isDrawn: values['no-plots'] !== true,
  };
}

function parseSource(text: string): Source {
  if (text === 'clip' || text === 'room') return text;
  throw new UsageError(`--source ${text}: give clip or room`);
}

function parseSize(text: string): Size {
  const match = /^(\d{1,5})x(\d{1,5})$/.exec(text);
  const size = { width: Number(match?.[1]), height: Number(match?.[2]) };
  if (isEven(size.width, MIN_WIDTH) && isEven(size.height, 180)) return size;
  throw new UsageError(
    `--size ${text}: give an even width from ${MIN_WIDTH} and height from 180, both up to 8192, such as 1280x720`,
  );
}

function isEven(pixels: number, low: number): boolean {
  return pixels % 2 === 0 && pixels >= low && pixels <= 8192;
}
