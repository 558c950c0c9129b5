import { type Passage, passage } from './audio/echo/double-talk.ts';
import { runLoop } from './audio/echo/loop.ts';
import { music, type Programme, speech } from './audio/echo/programme.ts';
import { between, decibels, type RoomRecord, runRoom } from './audio/echo/room-run.ts';
import { type Bar, type Bench, type BenchResult, judge, report } from './bench.ts';
import { readFlags } from './flags.ts';
import { type Axis, type Curve, colors, writePlot } from './plots.ts';

/** Echo, and who talks against it, in simulated rooms: the portal's own canceller in virtual time. */
export const audioEcho: Bench = {
  summary: 'echo in simulated rooms: what is removed, what near voices lose, whether two open rooms howl',
  usage: [
    '  --short         one delay a room, and two minutes of alternating talk instead of ten',
    '  --no-plots      draw nothing',
  ].join('\n'),
  run,
};

const decays = [0.2, 0.4, 0.7] as const;
/** Of the devices, from hand-over to hand-over; what they say of it is off by some ms. */
const delaysMs = [20, 60, 120, 250] as const;
const wrongMs = 7;
/** A loudspeaker and a microphone at one wall of a room; and one of which the echo is twice as loud. */
const usualErlDb = 12;
const loudErlDb = 6;

interface RoomFigures {
  readonly room: string;
  readonly echoDbfs: number;
  readonly earlyErleDb: number;
  readonly steadyErleDb: number;
  readonly residualDbfs: number;
}

async function run(args: readonly string[]): Promise<BenchResult> {
  const { short = false, 'no-plots': noPlots = false } = readFlags(args, {
    short: { type: 'boolean' },
    'no-plots': { type: 'boolean' },
  });
  const rooms: RoomFigures[] = [];
  const curves: Curve[] = [];
  const bars: Bar[] = [];
  for (const rt60 of decays) {
    const found: RoomFigures[] = [];
    for (const deviceMs of short ? [60] : delaysMs) {
      for (const programme of ['speech', 'music'] as const) {
        const far = programme === 'speech' ? await speech(0) : music();
        const setup = { rt60, erlDb: loudErlDb, isBent: true };
        const record = await runRoom({ seconds: 20, far, setup, deviceMs, wrongMs });
        found.push(figuresOf(`RT60 ${rt60} s, ${deviceMs} ms, ${programme}`, record));
        if (deviceMs === 60 && programme === 'speech') curves.push(curveOf(rt60, record));
        report(describe(found.at(-1)!));
      }
    }
    rooms.push(...found);
    bars.push(...roomBars(rt60, found));
  }
  const doubleTalk = {
    loud: await againstEcho(loudErlDb),
    usual: await againstEcho(usualErlDb),
    faint: await againstEcho(20),
  };
  const change = await afterChange();
  const alternating = await alternatingTalk(short ? 120 : 600);
  const loops = { usual: await loop(1), loudest: await loop(2) };
  report(JSON.stringify({ doubleTalk, change, alternating, loops }));
  bars.push(
    judge(
      `double talk, echo ${usualErlDb} dB down: near voice loses`,
      round(doubleTalk.usual.lostDb),
      'dB',
      '<=',
      3,
    ),
    judge('echo path changed: time until 30 dB below again', change.recoveredS, 's', '<=', 1),
    judge('alternating talk: least ERLE of a far voice, last third', alternating.leastErleDb, 'dB', '>=', 30),
    judge(
      'alternating talk: most that a near voice loses, last third',
      alternating.mostLostDb,
      'dB',
      '<=',
      3,
    ),
    judge('whole loop: own voice that returns', round(loops.usual.returnedDb), 'dB', '<=', -50),
    judge(
      'whole loop, both volumes at 200 %: left afterwards',
      round(loops.loudest.afterDbfs),
      'dBFS',
      '<=',
      -55,
    ),
  );
  const plots = noPlots ? [] : [draw(curves)];
  return { rooms, doubleTalk, change, alternating, loops, bars, plots };
}

function figuresOf(room: string, { echo, out }: RoomRecord): RoomFigures {
  const erle = (from: number, to: number): number =>
    decibels(between(echo, from, to)) - decibels(between(out, from, to));
  return {
    room,
    echoDbfs: round(decibels(between(echo, 2, 20))),
    earlyErleDb: round(erle(2, 4)),
    steadyErleDb: round(erle(10, 20)),
    residualDbfs: round(decibels(between(out, 10, 20))),
  };
}

function describe({ room, echoDbfs, earlyErleDb, steadyErleDb, residualDbfs }: RoomFigures): string {
  return `${room}: echo ${echoDbfs} dBFS, ERLE ${earlyErleDb} dB after 2 s, ${steadyErleDb} after 10, ${residualDbfs} dBFS left`;
}

/** Judged by the worst of a room's rows. */
function roomBars(rt60: number, found: readonly RoomFigures[]): Bar[] {
  const least = (of: (row: RoomFigures) => number): number => Math.min(...found.map(of));
  const name = `RT60 ${rt60} s, worst row`;
  const steady = judge(
    `${name}: ERLE, steady`,
    least((row) => row.steadyErleDb),
    'dB',
    '>=',
    40,
  );
  return [
    judge(
      `${name}: ERLE after 2 s`,
      least((row) => row.earlyErleDb),
      'dB',
      '>=',
      30,
    ),
    ...(rt60 < 0.5 ? [steady] : []),
    judge(`${name}: echo that is left`, -least((row) => -row.residualDbfs), 'dBFS', '<=', -55),
  ];
}

/** Both talk at once, after eight seconds in which only the far voice did. */
async function againstEcho(erlDb: number): Promise<Passage> {
  const { said, sent } = await runRoom({
    seconds: 20,
    far: await speech(0),
    near: await speech(1),
    mix: (atS) => ({ far: 1, near: atS < 8 ? 0 : 1 }),
    setup: { rt60: 0.4, erlDb, isBent: true },
    deviceMs: 60,
    wrongMs,
  });
  return rounded(passage(said, sent, 8.5, 19.5));
}

/** Somebody moves the microphones by half a metre. */
async function afterChange(): Promise<{ recoveredS: number }> {
  const atS = 10;
  const setup = { rt60: 0.4, erlDb: usualErlDb, isBent: true };
  const change = { atS, setup: { ...setup, movedM: 0.4 } };
  const { echo, out } = await runRoom({ seconds: 20, far: music(), setup, change, deviceMs: 60, wrongMs });
  const erleDb = (fromS: number): number =>
    decibels(between(echo, fromS, fromS + 0.5)) - decibels(between(out, fromS, fromS + 0.5));
  let recoveredS = atS;
  for (let fromS = atS; fromS < 19.5; fromS += 0.1) if (erleDb(fromS) < 30) recoveredS = fromS + 0.1;
  return { recoveredS: round(recoveredS - atS) };
}

/** Ten seconds one, ten the other, ten both, and so on. */
async function alternatingTalk(seconds: number): Promise<{ leastErleDb: number; mostLostDb: number }> {
  const turnS = 10;
  const record = await runRoom({
    seconds,
    far: await speech(0),
    near: await speech(1),
    mix(atS) {
      const turn = Math.floor(atS / turnS) % 3;
      return { far: turn === 1 ? 0 : 1, near: turn === 0 ? 0 : 1 };
    },
    setup: { rt60: 0.4, erlDb: usualErlDb, isBent: true },
    deviceMs: 60,
    wrongMs,
  });
  let leastErleDb = Infinity;
  let mostLostDb = 0;
  for (
    let fromS = Math.ceil(((2 / 3) * seconds) / 30) * 30;
    fromS + 3 * turnS <= seconds;
    fromS += 3 * turnS
  ) {
    const echo = decibels(between(record.echo, fromS + 1, fromS + turnS - 1));
    leastErleDb = Math.min(leastErleDb, echo - decibels(between(record.out, fromS + 1, fromS + turnS - 1)));
    for (const turn of [1, 2]) {
      const from = fromS + turn * turnS;
      mostLostDb = Math.max(mostLostDb, passage(record.said, record.sent, from + 1, from + turnS - 1).lostDb);
    }
  }
  return { leastErleDb: round(leastErleDb), mostLostDb: round(mostLostDb) };
}

async function loop(volume: number): Promise<{ returnedDb: number; afterDbfs: number }> {
  const voice: Programme = await speech(0);
  return rounded(await runLoop(voice, { rt60: 0.4, erlDb: usualErlDb, isBent: true }, volume, 16));
}

function curveOf(rt60: number, { echo, out }: RoomRecord): Curve {
  const points = echo.map((_, tenth): [number, number] => {
    const from = Math.max(0, tenth - 5) / 10;
    const to = (tenth + 5) / 10;
    return [tenth / 10, round(decibels(between(echo, from, to)) - decibels(between(out, from, to)))];
  });
  const color = rt60 === 0.2 ? colors.ajar : rt60 === 0.4 ? colors.simple : colors.raw;
  return { name: `RT60 ${rt60} s`, color, points };
}

function draw(curves: readonly Curve[]): string {
  const y: Axis = { name: 'dB removed', min: 0, max: 70 };
  return writePlot('audio-echo', {
    title: 'Echo of speech that is removed',
    subtitle: 'loudspeakers that distort, devices of 60 ms that say 67; over a second',
    x: { name: 's', min: 0, max: 20 },
    panels: [{ y, curves }],
  });
}

function rounded<T extends object>(figures: T): T {
  const entries = Object.entries(figures).map(([name, value]) => [name, round(value as number)]);
  return Object.fromEntries(entries) as T;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
