import { fovFromObject } from './geometry.ts';
import {
  formatMeasure,
  type Measure,
  type MeasureName,
  measures,
  parseMeasure,
  type RoomMeasures,
} from './measures.ts';
import type { MonitorSize } from './monitor-size.ts';

/** Who is asked. */
export interface Terminal {
  /** The answer to a question, without the line's end; undefined when there will be none any more. */
  ask(question: string): Promise<string | undefined>;
  say(line: string): void;
}

const opening = [
  'Life size: a person on the wall as tall as in the room, eyes at eye height. The other room needs its measures too.',
  'Lengths as 1.2 m, 120 cm or 47 in. Enter keeps what is in brackets, - leaves a measure out; Ctrl-C ends without a change.',
];

/** What stands in for a measure that nobody knows: a thing of known height. */
const objectHelp =
  'Field of view: its degrees, if you know them. Else stand a thing of known height upright in the middle of the\n' +
  'picture (a sheet of A4 is 29.7 cm) and answer with its height, its distance from the lens and how much of the\n' +
  "picture's height it takes, for example: 29.7 cm, 50 cm, 52 %";

/**
 * Asks for every measure. Bad answers are asked for again with what is wrong.
 *
 * @returns the measures, without those that were left out; undefined when the questions were broken off
 */
export async function askMeasures(
  terminal: Terminal,
  known: RoomMeasures,
  monitor?: MonitorSize,
): Promise<RoomMeasures | undefined> {
  for (const line of opening) terminal.say(line);
  const room: Partial<Record<MeasureName, number>> = {};
  for (const measure of measures) {
    if (measure.kind === 'angle') terminal.say(objectHelp);
    const answer = await askOne(terminal, measure, known[measure.name] ?? defaultOf(measure, monitor));
    if (answer === undefined) return undefined;
    if (answer !== 'none') room[measure.name] = answer;
  }
  return room;
}

/** Reads `HEIGHT, DISTANCE, SHARE %` of a thing in the picture: the field of view in degrees, or what is wrong. */
function parseObject(text: string, measure: Measure): { value: number } | { problem: string } {
  const how = 'write HEIGHT, DISTANCE, SHARE, such as 29.7 cm, 50 cm, 52 %';
  const [height, distance, percent, ...more] = text.split(/,\s+|;/).map((part) => part.trim());
  if (height === undefined || distance === undefined || percent === undefined || more.length > 0) {
    return { problem: `is not a thing in the picture; ${how}` };
  }
  const heightM = parseMeasure(height, { ...measure, kind: 'length', min: 0.01, max: 5 });
  if ('problem' in heightM) return { problem: `is not right: the height ${height} ${heightM.problem}` };
  const distanceM = parseMeasure(distance, { ...measure, kind: 'length', min: 0.05, max: 20 });
  if ('problem' in distanceM)
    return { problem: `is not right: the distance ${distance} ${distanceM.problem}` };
  const share = /^(\d+(?:[.,]\d+)?)\s*%?$/.exec(percent)?.[1];
  const sharePct = share === undefined ? Number.NaN : Number(share.replace(',', '.'));
  if (!(sharePct >= 1 && sharePct <= 100))
    return { problem: `is not right: the share is 1 % to 100 %; ${how}` };
  const fov = fovFromObject(heightM.value, distanceM.value, sharePct / 100);
  return parseMeasure(fov.toFixed(3), measure);
}

/** Reads an answer: a measure, or for an angle also a thing in the picture. */
export function parseAnswer(text: string, measure: Measure): { value: number } | { problem: string } {
  const isObject = measure.kind === 'angle' && /[,;%].*[,;%]/.test(text);
  return isObject ? parseObject(text, measure) : parseMeasure(text, measure);
}

async function askOne(
  terminal: Terminal,
  measure: Measure,
  offered: number | undefined,
): Promise<number | 'none' | undefined> {
  const brackets = offered === undefined ? '[not known]' : `[${formatMeasure(offered, measure)}]`;
  for (;;) {
    const answer = await terminal.ask(`${measure.question} ${brackets}: `);
    if (answer === undefined) return undefined;
    const text = answer.trim();
    if (text === '-') return 'none';
    if (text === '') return offered ?? 'none';
    const parsed = parseAnswer(text, measure);
    if ('value' in parsed) return parsed.value;
    terminal.say(`  ${text} ${parsed.problem}`);
  }
}

function defaultOf({ name, usual }: Measure, monitor: MonitorSize | undefined): number | undefined {
  if (name === 'screenWidthM') return monitor?.widthM;
  if (name === 'screenHeightM') return monitor?.heightM;
  return usual;
}
