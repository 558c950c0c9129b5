import { adviceFor } from './advice.ts';
import { type PictureShaping, screenOf, type View, viewOf } from './geometry.ts';
import { formatMeasure, measures, type RoomMeasures } from './measures.ts';

/** A room's measures and what follows from them, for scripts. What is not known is null. */
export interface CalibrationReport {
  /** The configuration file they are in. */
  readonly file: string;
  readonly measures: Readonly<Record<string, number | null>>;
  /** What of the room its picture shows where people stand. */
  readonly view: View | null;
  /** What the picture and the screen still need. */
  readonly missing: readonly string[];
  /** What keeps a standing person from being seen whole, and what would help. */
  readonly advice: readonly string[];
}

/** What is known of a room. */
export function reportOn(file: string, room: RoomMeasures, shaping: PictureShaping): CalibrationReport {
  const needed = measures.filter(({ name }) => name !== 'eyeHeightM');
  return {
    file,
    measures: Object.fromEntries(measures.map(({ key, name }) => [key, room[name] ?? null])),
    view: viewOf(room, shaping) ?? null,
    missing: needed.flatMap(({ key, name }) => (room[name] === undefined ? [key] : [])),
    advice: adviceFor(room),
  };
}

/** The same for people. */
export function describe(room: RoomMeasures, report: CalibrationReport): string[] {
  const width = Math.max(...measures.map(({ question }) => question.length));
  const { view, missing, advice } = report;
  const lines = [report.file];
  for (const measure of measures) {
    const value = room[measure.name];
    const shown = value === undefined ? 'not known' : formatMeasure(value, measure);
    lines.push(`  ${measure.question.padEnd(width)}  ${shown}`);
  }
  if (view !== null) {
    const top = view.bottomM + view.pictureHeightM;
    lines.push(
      `The picture shows what is ${metres(view.bottomM)} to ${metres(top)} above the floor, where people stand.`,
    );
  }
  if (screenOf(room) === undefined || view === null) {
    const doing = screenOf(room) !== undefined ? 'The other room cannot show us' : 'Life size is not on';
    lines.push(`${doing} while a measure is missing: ${missing.join(' ')}.`);
  } else {
    lines.push('Life size is on as soon as the other room has its measures too.');
  }
  return [...lines, ...advice.map((sentence) => `Note: ${sentence}.`)];
}

function metres(value: number): string {
  return `${value.toFixed(2)} m`;
}
