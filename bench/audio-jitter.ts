import { speech } from './audio/echo/programme.ts';
import { jitterMsOf, lostPctOf } from './audio/jitter/arrivals.ts';
import { replay } from './audio/jitter/replay.ts';
import { type JitterRow, rows } from './audio/jitter/rows.ts';
import { type PlayoutSummary, rounded, summaryOf } from './audio/jitter/summary.ts';
import { throughLink } from './audio/jitter/through-link.ts';
import { neteqTurn } from './audio/jitter/turn.ts';
import { type Bar, type Bench, type BenchResult, judge, report } from './bench.ts';
import { numberFlag, readFlags } from './flags.ts';

/** Playout beside libwebrtc's NetEQ on the same arrivals, and behind our own link. */
export const audioJitter: Bench = {
  summary:
    'playout beside libwebrtc’s NetEQ on the same arrivals, with jitter, loss and bursts; and behind our link',
  usage: [
    '  --seconds N   of speech in each row, in real time; default 60',
    '  --warm N      of them that do not count; default 15',
    '  --at-once N   rows at the same time; default 5',
    '  --rows "…"    only rows whose name contains this',
    '  --quick       25 seconds, 10 of them warm, unless told otherwise',
  ].join('\n'),
  allFlags: ['--seconds', '40'],
  run,
};

/** Counted by the second and in packets of 10 ms: closer than this two shares of a minute are the same. */
const samePct = 0.1;
const mostConcealedPct = 0.5;
/** The row of which the link is asked for that. */
const linkRow = { jitterMs: 20, lossPct: 2 };
const voiceS = 20;
/** A network that jitters by less or more than these multiples of what it was asked for is another one: the machine itself held packets up. */
const truest = { least: 0.75, most: 1.25 };

interface RowResult {
  readonly lostPct: number;
  /** Standard deviation of the delays of what came to both. */
  readonly jitterMs: number;
  readonly neteq: PlayoutSummary | undefined;
  readonly ajar: PlayoutSummary | undefined;
  /** Packets of 5 ms through our link and the same network. */
  readonly link: PlayoutSummary | undefined;
}

async function run(args: readonly string[]): Promise<BenchResult> {
  const flags = readFlags(args, {
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    warm: { type: 'string' },
    'at-once': { type: 'string', default: '5' },
    rows: { type: 'string', default: '' },
  });
  const isQuick = flags.quick;
  const warmS = numberFlag('--warm', flags.warm ?? (isQuick ? '10' : '15'), 5, 600);
  const secondsFlag = flags.seconds ?? (isQuick ? '25' : '60');
  const seconds = numberFlag('--seconds', secondsFlag, warmS + 5, 3600, true);
  const atOnce = numberFlag('--at-once', flags['at-once'], 1, rows.length, true);
  const chosen = rows.filter(({ name }) => name.includes(flags.rows));
  const voice = await voiceOf(voiceS);
  const results: Record<string, RowResult> = {};
  const bars: Bar[] = [];
  for (let first = 0; first < chosen.length; first += atOnce) {
    const some = chosen.slice(first, first + atOnce);
    const turns = await Promise.all(some.map((row) => turnOf(row, seconds)));
    for (const [index, row] of some.entries()) {
      const result = resultOf(row, turns[index], voice, seconds, warmS);
      results[row.name] = result;
      report(`${row.name}: ${JSON.stringify(result)}`);
      bars.push(...barsOf(row, result));
    }
  }
  return { seconds, warmS, results, bars };
}

type Turn = Awaited<ReturnType<typeof neteqTurn>>;

/** Undefined, and said why, where libwebrtc cannot be had or did not open. */
async function turnOf(row: JitterRow, seconds: number): Promise<Turn | undefined> {
  try {
    return await neteqTurn(row, 0, seconds);
  } catch (error) {
    report(`${row.name}: ${(error as Error).message}`);
    return undefined;
  }
}

function resultOf(
  row: JitterRow,
  turn: Turn | undefined,
  voice: Float32Array,
  seconds: number,
  warmS: number,
): RowResult {
  const sent = throughLink(row, seconds, 1);
  const linkFromUs = sent.atUs[0]! + warmS * 1e6;
  const link = summaryOf(replay(sent, voice), linkFromUs, Infinity);
  const [first, last] = [turn?.said[0], turn?.said.at(-1)];
  if (turn === undefined || first === undefined || last === undefined)
    return { lostPct: Number.NaN, jitterMs: Number.NaN, neteq: undefined, ajar: undefined, link };
  const fromUs = first.atUs + warmS * 1e6;
  return {
    lostPct: rounded(lostPctOf(turn.arrivals, fromUs, last.atUs), 2),
    jitterMs: rounded(jitterMsOf(turn.arrivals, fromUs, last.atUs), 1),
    neteq: summaryOf(turn.said, fromUs, last.atUs),
    ajar: summaryOf(replay(turn.arrivals, voice), fromUs, last.atUs),
    link,
  };
}

/** Nothing is judged on a network that was not the row's. */
function barsOf(row: JitterRow, result: RowResult): Bar[] {
  const { name } = row;
  const { link } = result;
  const asAsked = result.jitterMs / row.jitterMs;
  const isTrue = asAsked >= truest.least && asAsked <= truest.most;
  const { neteq, ajar } = isTrue ? result : { neteq: undefined, ajar: undefined };
  if (!isTrue) report(`${name}: not judged, packets jittered by ${result.jitterMs} ms`);
  const bars = [
    judge(`${name}: added delay against NetEQ’s`, difference(ajar?.delayMs, neteq?.delayMs), 'ms', '<=', 0),
    judge(
      `${name}: made up or repeated against NetEQ`,
      difference(madeUp(ajar), madeUp(neteq)),
      '% of the time',
      '<=',
      samePct,
    ),
  ];
  const isLinkRow = row.jitterMs === linkRow.jitterMs && row.lossPct === linkRow.lossPct;
  if (isLinkRow)
    bars.push(
      judge(`${name}: concealed behind our link`, link?.concealedPct ?? null, '%', '<=', mostConcealedPct),
    );
  return bars;
}

/** All that is heard and was never said so: a playout that repeats more has to make up less. */
function madeUp(summary: PlayoutSummary | undefined): number | undefined {
  return summary && summary.concealedPct + summary.insertedPct;
}

function difference(ours: number | undefined, theirs: number | undefined): number | null {
  return ours === undefined || theirs === undefined ? null : rounded(ours - theirs, 2);
}

/** Somebody who talks for so long, interleaved stereo. */
async function voiceOf(seconds: number): Promise<Float32Array> {
  const programme = await speech(0);
  const voice = new Float32Array(seconds * 96_000);
  for (let at = 0; at < voice.length; at += 480) voice.set(programme.next(), at);
  return voice;
}
