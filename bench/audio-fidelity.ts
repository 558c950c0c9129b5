import type { SoundCodec } from '@ajar/media';
import { type Fidelity, fidelityOf } from './audio/fidelity/fidelity.ts';
import { makeProgramme, type Programme } from './audio/fidelity/programme.ts';
import { type ChainOptions, throughChain } from './audio/fidelity/through-chain.ts';
import { type Bar, type Bench, type BenchResult, judge, report } from './bench.ts';
import { readFlags } from './flags.ts';
import { type Curve, colors, writePlot } from './plots.ts';
import { round } from './video-path/quality.ts';

/** How much of the sound of a room is left behind all that it passes, with processing off. */
export const audioFidelity: Bench = {
  summary:
    'frequency response, distortion, channel separation, polarity and gain from source to sink, processing off',
  usage: [
    '  --no-plots      draws nothing into bench/plots',
    'In virtual time; every codec, with equal clocks and with one that runs 100 ppm faster, which playout follows by resampling.',
  ].join('\n'),
  run,
};

const limits = { responseDb: 0.5, thdNDb: -80, separationDb: 80, gainDb: 0.1, likeness: 0.99 } as const;
/** What carries sound without loss; of 16 bits only the last one is heard. */
const lossless: ReadonlySet<SoundCodec> = new Set(['pcm24', 'pcm16']);
const runs: readonly ChainOptions[] = (['pcm24', 'pcm16', 'opus'] as const).flatMap((codec) =>
  [0, 100].map((driftPpm) => ({ codec, frameMs: 5, bitrateBps: 256_000, driftPpm }) as const),
);

async function run(args: readonly string[]): Promise<BenchResult> {
  const isDrawn = readFlags(args, { 'no-plots': { type: 'boolean' } })['no-plots'] !== true;
  const programme = makeProgramme();
  const results: Record<string, unknown> = {};
  const bars: Bar[] = [];
  const curves: Curve[] = [];
  for (const options of runs) {
    const name = `${options.codec}, ${options.driftPpm} ppm`;
    const fidelity = await measure(programme, options);
    report(line(name, fidelity));
    results[name] = rounded(fidelity);
    if (lossless.has(options.codec)) bars.push(...judged(name, fidelity));
    curves.push(curve(name, options, fidelity));
  }
  const plots = isDrawn ? [draw(curves)] : [];
  return { results, plots, bars };
}

async function measure(programme: Programme, options: ChainOptions): Promise<Fidelity> {
  const { samples } = await throughChain(programme.samples, options);
  return fidelityOf(programme, samples, options.driftPpm);
}

function judged(name: string, fidelity: Fidelity): Bar[] {
  const { lowestDb, highestDb, gainDb, worstThdNDb, worstSeparationDb, likeness } = fidelity;
  const off = Math.max(Math.abs(lowestDb), Math.abs(highestDb));
  return [
    judge(`${name}: 20 Hz to 20 kHz, furthest from even`, round(off, 3), 'dB', '<=', limits.responseDb),
    judge(`${name}: THD+N`, round(worstThdNDb, 1), 'dB', '<=', limits.thdNDb),
    judge(`${name}: channel separation`, round(worstSeparationDb, 1), 'dB', '>=', limits.separationDb),
    judge(`${name}: gain at 1 kHz, off by`, round(Math.abs(gainDb), 3), 'dB', '<=', limits.gainDb),
    judge(
      `${name}: likeness of what is heard, polarity included`,
      round(likeness, 5),
      '',
      '>=',
      limits.likeness,
    ),
  ];
}

function line(
  name: string,
  { lowestDb, highestDb, worstThdNDb, worstSeparationDb, likeness }: Fidelity,
): string {
  const [low, high] = [lowestDb.toFixed(2), highestDb.toFixed(2)];
  return `${name}: ${low} to ${high} dB, THD+N ${worstThdNDb.toFixed(1)} dB, separation ${worstSeparationDb.toFixed(1)} dB, likeness ${likeness.toFixed(5)}`;
}

function rounded(fidelity: Fidelity): unknown {
  return JSON.parse(
    JSON.stringify(fidelity, (_, value: unknown) => (typeof value === 'number' ? round(value, 4) : value)),
  );
}

function curve(name: string, { codec, driftPpm }: ChainOptions, { response }: Fidelity): Curve {
  const color = { pcm24: colors.ajar, pcm16: colors.simple, opus: colors.rs }[codec];
  return {
    name,
    color,
    isDashed: driftPpm !== 0,
    points: response.map(({ hz, leftDb, rightDb }) => [Math.log10(hz), (leftDb + rightDb) / 2] as const),
  };
}

function draw(curves: readonly Curve[]): string {
  return writePlot('audio-fidelity', {
    title: 'How loud a tone is behind the whole chain',
    subtitle: 'processing off; dashed: clocks 100 ppm apart',
    x: { name: 'Hz', min: 1, max: 4.5, interval: 1, label: (value) => `${10 ** value}` },
    panels: [{ y: { name: 'dB', min: -1, max: 1 }, curves }],
  });
}
