import { bitrateFor, type Size } from '@ajar/media';
import { type Bar, type Bench, type BenchResult, judge, report, UsageError } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';
import { ajarTurn } from './video-path/ajar-side.ts';
import { drawClip } from './video-path/clip.ts';
import { round } from './video-path/quality.ts';
import { type Summary, summarise } from './video-path/summary.ts';
import type { Turn, TurnPlan } from './video-path/turn.ts';
import { webrtcTurn } from './video-path/webrtc-side.ts';

/** Picture to picture through Ajar, and through libwebrtc beside it. */
export const videoPath: Bench = {
  summary: 'pictures handed in → decoded pictures handed out, Ajar beside libwebrtc',
  usage: [
    '  --size WxH      default 1280x720',
    '  --fps N         default 60',
    '  --seconds N     counted seconds of each side, over all rounds; default 12',
    '  --bitrate BPS   of both; default what suits the size (8000000 at 1280x720 and 60)',
    '  --rounds N      turns of each side, one after the other; default 2',
    'Before each turn 2 seconds of frames are sent that do not count.',
  ].join('\n'),
  run,
};

interface Options {
  readonly size: Size;
  readonly fps: number;
  readonly seconds: number;
  readonly bitrateBps: number;
  readonly rounds: number;
}

const WARM_UP_S = 2;
const MIN_RATIO = 4;
/** The number in a narrower picture is too small to survive strong compression. */
const MIN_WIDTH = 720;
/** Fewer latencies than this, or than this share of the frames, are too few to judge by. */
const MIN_SAMPLES = 30;
const MIN_SHARE = 0.1;

async function run(args: readonly string[]): Promise<BenchResult> {
  const options = parse(args);
  const { size, fps, bitrateBps, rounds } = options;
  const { clip, remove } = drawClip(size, fps);
  const plan: TurnPlan = {
    clip,
    fps,
    bitrateBps,
    warmUpFrames: Math.round(WARM_UP_S * fps),
    frames: Math.max(1, Math.round((options.seconds * fps) / rounds)),
  };
  const turns: { ajar: Turn[]; webrtc: Turn[] } = { ajar: [], webrtc: [] };
  let peerTrouble: string | undefined;
  try {
    for (let round = 1; round <= rounds; round++) {
      turns.ajar.push(await ajarTurn(plan));
      report(line('ajar', round, summarise(turns.ajar.slice(-1), plan)));
      if (peerTrouble !== undefined) continue;
      try {
        turns.webrtc.push(await webrtcTurn(plan));
        report(line('webrtc', round, summarise(turns.webrtc.slice(-1), plan)));
      } catch (error) {
        peerTrouble = (error as Error).message;
        report(`webrtc   round ${round}: ${peerTrouble}`);
      }
    }
  } finally {
    remove();
  }
  const ajar = summarise(turns.ajar, plan);
  const webrtc = peerTrouble === undefined ? summarise(turns.webrtc, plan) : null;
  const ratioP50 =
    ajar.p50 === null || webrtc === null || webrtc.p50 === null ? null : round(webrtc.p50 / ajar.p50, 2);
  return {
    ajar,
    webrtc,
    ratioP50,
    size: `${size.width}x${size.height}`,
    frameRate: fps,
    bitrateBps,
    rounds,
    countedFrames: plan.frames * rounds,
    warmUpFrames: plan.warmUpFrames * rounds,
    ...(peerTrouble !== undefined && { peerTrouble }),
    bars: bars(ajar, webrtc, ratioP50, plan.frames * rounds),
  };
}

function bars(ajar: Summary, webrtc: Summary | null, ratioP50: number | null, frames: number): Bar[] {
  const isEnough = (side: Summary | null): boolean =>
    side !== null && side.samples >= Math.max(MIN_SAMPLES, frames * MIN_SHARE);
  const comparable = isEnough(ajar) && isEnough(webrtc) ? ratioP50 : null;
  return [
    judge('ratioP50: p50 of libwebrtc / p50 of Ajar', comparable, '×', '>=', MIN_RATIO),
    judge('Ajar, frames lost', isEnough(ajar) ? ajar.lost : null, 'frames', '<=', 0),
  ];
}

function line(
  side: string,
  round: number,
  { p50, p95, p99, fps, lost, mbps, cpuPct, psnr }: Summary,
): string {
  return (
    `${side.padEnd(8)} round ${round}: p50 ${p50} p95 ${p95} p99 ${p99} ms, ${fps} fps, ${lost} lost, ` +
    `${mbps} Mbit/s, ${cpuPct} % of a core, ${psnr} dB`
  );
}

function parse(args: readonly string[]): Options {
  const flag = { type: 'string' } as const;
  const values = readFlags(args, { size: flag, fps: flag, seconds: flag, bitrate: flag, rounds: flag });
  const size = parseSize(values.size ?? '1280x720');
  const fps = numberFlag('--fps', values.fps ?? '60', 1, 240);
  const bitrate = values.bitrate ?? String(bitrateFor(size, fps));
  return {
    size,
    fps,
    seconds: numberFlag('--seconds', values.seconds ?? '12', 0.1, 3600),
    bitrateBps: numberFlag('--bitrate', bitrate, 50_000, 1e9),
    rounds: numberFlag('--rounds', values.rounds ?? '2', 1, 100, true),
  };
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
