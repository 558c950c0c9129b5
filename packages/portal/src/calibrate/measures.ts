import type { Parsed } from '../config/values.ts';

/**
 * What is known of a room for life size. Metres, and degrees for the field of view. A measure that is missing turns
 * life size off and nothing else.
 */
export interface RoomMeasures {
  /** The visible part of the screen. */
  readonly screenWidthM?: number | undefined;
  readonly screenHeightM?: number | undefined;
  /** From the floor to the screen's lower edge. */
  readonly screenBottomM?: number | undefined;
  /** From the floor to the middle of the camera's lens, which looks straight ahead. */
  readonly cameraHeightM?: number | undefined;
  /** How much the camera sees from top to bottom: the whole upright picture, before anything is cut off. */
  readonly verticalFovDeg?: number | undefined;
  /** From the camera to where people stand. */
  readonly personDistanceM?: number | undefined;
  /** From the floor to the eyes of those who stand there. */
  readonly eyeHeightM?: number | undefined;
}

export type MeasureName = keyof RoomMeasures;

/** A measure as people are asked for it, and what may be true of it. */
export interface Measure {
  readonly name: MeasureName;
  /** In the table `[life-size]`. */
  readonly key: string;
  /** On the command line. */
  readonly flag: string;
  readonly kind: 'length' | 'angle';
  readonly min: number;
  readonly max: number;
  /** What is usual; undefined where nothing is. */
  readonly usual: number | undefined;
  readonly question: string;
}

/** Every measure, in the order of asking. */
export const measures: readonly Measure[] = [
  length('screenWidthM', 'screen-width-m', 0.1, 20, undefined, 'Screen: width of what it shows'),
  length('screenHeightM', 'screen-height-m', 0.1, 20, undefined, 'Screen: height of what it shows'),
  length('screenBottomM', 'screen-bottom-m', -1, 5, undefined, 'Screen: from the floor to its lower edge'),
  length('cameraHeightM', 'camera-height-m', 0.05, 5, undefined, 'Camera: from the floor to its lens'),
  length('personDistanceM', 'person-distance-m', 0.2, 20, 2, 'Camera: from it to where people stand'),
  {
    name: 'verticalFovDeg',
    key: 'vertical-fov-deg',
    flag: 'vertical-fov',
    kind: 'angle',
    min: 5,
    max: 150,
    usual: undefined,
    question: 'Camera: how much it sees from top to bottom, in degrees',
  },
  length('eyeHeightM', 'eye-height-m', 0.5, 2.5, 1.6, 'People: from the floor to their eyes'),
];

/** A measure by its key; undefined when there is none. */
export function measureOf(key: string): Measure | undefined {
  return measures.find((measure) => measure.key === key);
}

const metresPer: ReadonlyMap<string, number> = new Map(
  Object.entries({
    m: 1,
    metre: 1,
    metres: 1,
    meter: 1,
    meters: 1,
    cm: 0.01,
    mm: 0.001,
    in: 0.0254,
    inch: 0.0254,
    inches: 0.0254,
    '"': 0.0254,
    '″': 0.0254,
    ft: 0.3048,
    feet: 0.3048,
    foot: 0.3048,
  }),
);

/**
 * Reads an answer: `1.2 m`, `120 cm`, `47 in`, `47"`, or `1,2` with a decimal comma; a length without a unit is in
 * metres. Angles are degrees. The value is rounded to a tenth of a millimetre or a thousandth of a degree.
 */
export function parseMeasure(text: string, measure: Measure): Parsed<number> {
  const isLength = measure.kind === 'length';
  const example = isLength ? 'write it as 1.2 m, 120 cm or 47 in' : 'write degrees, such as 43.5';
  const match = /^\s*([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))\s*(\p{L}*|["″°])\s*$/u.exec(text);
  if (match === null) return { problem: `is not ${isLength ? 'a length' : 'an angle'}; ${example}` };
  const unit = match[2]!.toLowerCase();
  const isDegrees = ['', '°', 'deg', 'degree', 'degrees'].includes(unit);
  const factor = isLength ? metresPer.get(unit === '' ? 'm' : unit) : isDegrees ? 1 : undefined;
  if (factor === undefined) return { problem: `has a unit that is not known; ${example}` };
  const value = Number(match[1]!.replace(',', '.')) * factor;
  const problem = problemOf(value, measure);
  if (problem !== undefined) return { problem };
  return { value: roundMeasure(value, measure) };
}

/** Why a value cannot be true of a room; undefined when it can. */
export function problemOf(value: number, measure: Measure): string | undefined {
  if (value >= measure.min && value <= measure.max) return undefined;
  const range = `${formatMeasure(measure.min, measure)} to ${formatMeasure(measure.max, measure)}`;
  // Somebody who leaves out the unit means centimetres more often than a room as large as a stadium.
  const inCm = measure.kind === 'length' && value > measure.max && value / 100 <= measure.max;
  return `is out of range, ${range} will do${inCm ? `; was it ${value} cm?` : ''}`;
}

/** A measure for people: `1.234 m`, `43.5°`. */
export function formatMeasure(value: number, measure: Pick<Measure, 'kind'>): string {
  const rounded = Number(value.toFixed(measure.kind === 'length' ? 3 : 2));
  return measure.kind === 'length' ? `${rounded} m` : `${rounded}°`;
}

function roundMeasure(value: number, { kind }: Measure): number {
  return Number(value.toFixed(kind === 'length' ? 4 : 3));
}

function length(
  name: MeasureName,
  key: string,
  min: number,
  max: number,
  usual: number | undefined,
  question: string,
): Measure {
  return { name, key, flag: key.replace(/-m$/, ''), kind: 'length', min, max, usual, question };
}
