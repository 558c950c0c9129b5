import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stats } from '@ajar/portal';
import { openPortals } from '../../g2g/portals.ts';
import { findMark, markEveryFrames, rateHz, speech } from './marks.ts';
import { openPulseRooms } from './pulse-rooms.ts';
import { Recorder, type Recording } from './recorder.ts';

/** What came of one door between two rooms. */
export interface DeviceTurn {
  /** From the air of the one room to the air of the other, of each mark that was heard in both, ms. */
  readonly latenciesMs: readonly number[];
  /** Marks that were said, counted, and heard in their own room. */
  readonly said: number;
  /** The measuring program's own recorder, against another of its kind on the same monitor: what it may be off by, ms. */
  readonly toolMs: readonly number[];
  /** What the far portal says of the same seconds. */
  readonly lines: readonly Stats[];
}

/** What each room has: where somebody speaks, and where it is heard. */
const sinks = ['near-mouth', 'near-speaker', 'far-mouth', 'far-speaker'];
/** Of the measuring programs only, ms. */
const toolLatencyMs = 20;
/** Nothing is later than this. */
const mostMs = 400;

/**
 * Opens a door between two rooms of null sinks, lets marks be heard in one and listens in the other.
 *
 * @param settleS before it counts: clocks, the canceller and the playout have to learn
 * @param flags of both portals
 */
export async function deviceTurn(
  seconds: number,
  settleS: number,
  flags: readonly string[],
): Promise<DeviceTurn> {
  const place = mkdtempSync(join(tmpdir(), 'ajar-bench-'));
  try {
    await using rooms = await openPulseRooms(place, sinks);
    const { env } = rooms;
    Object.assign(process.env, env);
    const none = ['--video-in', 'none:', '--video-out', 'none:'];
    const room = (name: string): string[] => [
      ...['--audio-in', `pulse:${name}-mouth.monitor`, '--audio-out', `pulse:${name}-speaker`],
      ...none,
      ...flags,
    ];
    await using portals = await openPortals(place, room('near'), room('far'));
    const recorders = ['near-mouth', 'near-mouth', 'far-speaker'].map(
      (sink) => new Recorder(`${sink}.monitor`, toolLatencyMs, env),
    );
    try {
      await Promise.all(recorders.map((recorder) => recorder.begun()));
      const talker = spawn(
        'pacat',
        [
          '--format=float32le',
          '--rate=48000',
          '--channels=2',
          '--raw',
          '--latency-msec=50',
          '--device=near-mouth',
        ],
        { env: { ...process.env, ...env }, stdio: ['pipe', 'ignore', 'inherit'] },
      );
      talker.stdin.on('error', () => undefined);
      talker.stdin.end(stereo(speech(0, (settleS + seconds + 1) * rateHz)));
      await sleep((settleS + seconds + 2) * 1000);
      talker.kill();
      const [near, again, far] = await Promise.all(recorders.map((recorder) => recorder.finish()));
      const lines = portals.stats().second.slice(-Math.floor(seconds));
      return { ...compare({ near: near!, again: again!, far: far! }, settleS, seconds), lines };
    } finally {
      for (const recorder of recorders) recorder.kill();
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function compare(
  { near, again, far }: Readonly<Record<'near' | 'again' | 'far', Recording>>,
  settleS: number,
  seconds: number,
): Omit<DeviceTurn, 'lines'> {
  const latenciesMs: number[] = [];
  const toolMs: number[] = [];
  const counted = Math.floor((seconds * rateHz) / markEveryFrames);
  const first = Math.floor((settleS * rateHz) / markEveryFrames);
  let said = 0;
  const origin = findFirst(near);
  if (origin === undefined) return { latenciesMs, said, toolMs };
  for (let number = first; number < first + counted; number++) {
    const expected = origin + number * markEveryFrames;
    const here = findMark(number, near.samples, expected - slackFrames, expected + slackFrames);
    if (here === undefined) continue;
    said++;
    const hereUs = near.timeOf(here.frame);
    const inThe = (recording: Recording, fromMs: number, toMs: number): number | undefined => {
      const frameAt = (us: number): number => ((us - recording.timeOf(0)) * rateHz) / 1e6;
      const found = findMark(
        number,
        recording.samples,
        frameAt(hereUs + fromMs * 1000),
        frameAt(hereUs + toMs * 1000),
      );
      return found && (recording.timeOf(found.frame) - hereUs) / 1000;
    };
    const laterMs = inThe(far, 0, mostMs);
    if (laterMs !== undefined) latenciesMs.push(laterMs);
    const besideMs = inThe(again, -50, 50);
    if (besideMs !== undefined) toolMs.push(besideMs);
  }
  return { latenciesMs, said, toolMs };
}

/** A sound server may tear its buffers now and then. */
const slackFrames = rateHz / 10;

/** Where the first mark is heard in its own room. */
function findFirst({ samples }: Recording): number | undefined {
  return findMark(0, samples, 0, 3 * rateHz)?.frame;
}

function stereo(mono: Float32Array): Buffer {
  const both = new Float32Array(mono.length * 2);
  for (let frame = 0; frame < mono.length; frame++) both.fill(mono[frame]!, frame * 2, frame * 2 + 2);
  return Buffer.from(both.buffer);
}
