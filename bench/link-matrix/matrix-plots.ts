import { latencyPlot } from '../latency-plot.ts';
import { type Curve, colors, type Plot, writePlot } from '../plots.ts';
import type { Carrier, Row } from './row.ts';
import type { RowResult, RunResult } from './row-result.ts';
import { columnUs } from './run-record.ts';

/** Everything that was measured, by row and carrier. */
export type Measured = ReadonlyMap<Row, ReadonlyMap<Carrier, RowResult>>;

const columnS = columnUs / 1e6;
const names: Readonly<Record<Carrier, string>> = {
  ajar: 'Ajar',
  'ajar-simple': 'Ajar, simple controller',
  'ajar-fixed': 'Ajar, fixed rate',
  rs20: '20 % Reed-Solomon, no repair',
  raw: 'bare UDP',
};
const colorOf: Readonly<Record<Carrier, string>> = {
  ajar: colors.ajar,
  'ajar-simple': colors.simple,
  'ajar-fixed': colors.fixed,
  rs20: colors.rs,
  raw: colors.raw,
};

/** Draws what there are figures for, and returns the paths of the plots from `bench/`. */
export function drawMatrix(measured: Measured): string[] {
  const drawn: string[] = [];
  const lossy = [...measured].filter(([{ name }]) => /^(loss|burst|jitter)/.test(name));
  if (lossy.length > 0) {
    const panels = lossy.map(([{ title }, results]) => ({
      name: title.replace(', OWD 20 ms', ''),
      carriers: [...results].map(([carrier, { latenciesMs, frames }]) => ({
        name: names[carrier],
        color: colorOf[carrier],
        sortedMs: latenciesMs,
        frames,
      })),
    }));
    const title = 'Frame latency at 40 Mbit/s, 20 ms each way, virtual time';
    drawn.push(writePlot('matrix-latency', latencyPlot(title, panels, 200)));
  }
  for (const [row, results] of measured) {
    const plot = timeline(row, results);
    if (plot !== undefined) drawn.push(writePlot(`matrix-${row.name}`, plot));
  }
  return drawn;
}

/** A row as it went in its first run. */
function timeline(row: Row, results: ReadonlyMap<Carrier, RowResult>): Plot | undefined {
  const seconds = results.get('ajar')?.runs[0]?.record.seconds;
  if (seconds === undefined) return undefined;
  const marksS = row.marksS(seconds);
  if (row.name.startsWith('outage-')) {
    const lengthS = Number(row.name.slice('outage-'.length)) / 1000;
    const endS = marksS[1] ?? marksS[0]!;
    const stretches = [{ from: endS - lengthS, to: endS, name: 'outage' }];
    return { ...history(row, results, endS - lengthS - 0.5, endS + 1.5), stretches };
  }
  if (row.name.startsWith('address')) {
    const atS = marksS[1] ?? marksS[0]!;
    return { ...history(row, results, atS - 0.5, atS + 1), marks: [{ x: atS, name: 'new address' }] };
  }
  if (row.name === 'capacity') {
    const marks = [
      { x: marksS[0]!, name: '20 Mbit/s' },
      { x: marksS[1]!, name: '40 Mbit/s' },
    ];
    return { ...history(row, results, 0, seconds), marks };
  }
  if (/^(cellular|cubic)/.test(row.name)) return history(row, results, 0, seconds);
  return undefined;
}

function history(row: Row, results: ReadonlyMap<Carrier, RowResult>, fromS: number, toS: number): Plot {
  const runs = [...results].flatMap(([carrier, { runs: each }]) =>
    each.slice(0, 1).map((run) => ({ carrier, run })),
  );
  const isShort = toS - fromS < 10;
  const rates = runs.flatMap(({ carrier, run }) => rateCurves(row, carrier, run, fromS, toS));
  const queues = runs
    .filter(({ run }) => run.record.queuedBytes.some((bytes) => bytes > 0))
    .map(({ carrier, run }) => columns(carrier, run.record.queuedBytes, fromS, toS, (bytes) => bytes / 1000));
  return {
    title: row.title,
    subtitle: 'one run of the matrix, virtual time',
    x: { name: 's', min: fromS, max: toS, label: (s) => String(Math.round(s * 100) / 100) },
    panels: [
      {
        y: { name: 'frame latency, ms', min: 0 },
        curves: runs.map(({ carrier, run }) => latencies(carrier, run, fromS, toS, isShort)),
      },
      { y: { name: 'Mbit/s', min: 0 }, curves: rates },
      ...(queues.length > 0 ? [{ y: { name: 'queue, kB', min: 0 }, curves: queues }] : []),
    ],
  };
}

/** A dot per frame where there are few; where there are many, the worst of each tenth of a second. */
function latencies(
  carrier: Carrier,
  { record }: RunResult,
  fromS: number,
  toS: number,
  isShort: boolean,
): Curve {
  const points: [number, number][] = [];
  const group = isShort ? 1 : Math.round(record.fps / 10);
  for (let frame = 0; frame < record.inUs.length; frame += group) {
    let [atS, worstMs] = [0, -1];
    for (let each = frame; each < Math.min(frame + group, record.inUs.length); each++) {
      const ms = (record.outUs[each]! - record.inUs[each]!) / 1000;
      if (ms > worstMs) [atS, worstMs] = [record.inUs[each]! / 1e6, ms];
    }
    if (worstMs >= 0 && atS >= fromS && atS <= toS) points.push([rounded(atS), rounded(worstMs)]);
  }
  return { name: names[carrier], color: colorOf[carrier], points, isDots: true };
}

function rateCurves(row: Row, carrier: Carrier, run: RunResult, fromS: number, toS: number): Curve[] {
  const { offeredBytes, targetBps, tcpBytes, seconds } = run.record;
  const sent = columns(carrier, offeredBytes, fromS, toS, toMbps);
  if (carrier !== 'ajar' || !row.followsTarget) return [sent];
  const target = columns(carrier, targetBps, fromS, toS, (bps) => bps / 1e6);
  const capacityBps = row.capacityBps?.(seconds, run.seed);
  const tcp = columns(carrier, tcpBytes, fromS, toS, toMbps);
  return [
    sent,
    { ...target, name: 'its target for the encoder', color: colors.black, isDashed: true },
    ...(capacityBps === undefined
      ? []
      : [
          {
            ...columns(carrier, capacityBps, fromS, toS, (bps) => bps / 1e6),
            name: 'capacity',
            color: colors.other,
          },
        ]),
    ...(tcpBytes.some((bytes) => bytes > 0) ? [{ ...tcp, name: 'the TCP flow', color: colors.rs }] : []),
  ];
}

function columns(
  carrier: Carrier,
  values: Float64Array,
  fromS: number,
  toS: number,
  scale: (value: number) => number,
): Curve {
  const group = Math.max(1, Math.ceil((toS - fromS) / columnS / 300));
  const points: [number, number][] = [];
  for (let column = 0; column + group <= values.length; column += group) {
    const atS = column * columnS;
    const part = values.subarray(column, column + group).filter((value) => !Number.isNaN(value));
    if (part.length === 0 || atS < fromS || atS > toS) continue;
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    points.push([rounded(atS), rounded(scale(mean))]);
  }
  return { name: names[carrier], color: colorOf[carrier], points, isStepped: true };
}

function toMbps(bytes: number): number {
  return (bytes * 8) / columnUs;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
