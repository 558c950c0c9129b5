import type { Canvas, Colour, Point } from './canvas.ts';

/** Letters are 4 wide and 6 high, drawn with strokes; between two is a gap of 2. */
const cellWidth = 4;
const cellHeight = 6;
const gap = 2;

/** Strokes on that grid: points of two digits, across and upwards; a semicolon lifts the pen. */
const letters: Readonly<Record<string, string>> = {
  '0': '10 30 41 45 36 16 05 01 10',
  '1': '04 26 20;10 30',
  '2': '05 16 36 45 44 00 40',
  '3': '05 16 36 45 44 33 13;33 42 41 30 10 01',
  '4': '30 36 02 42',
  '5': '46 06 03 33 42 41 30 10 01',
  '6': '45 36 16 05 01 10 30 41 42 33 13 02',
  '7': '06 46 10',
  '8': '13 04 05 16 36 45 44 33 13 02 01 10 30 41 42 33',
  '9': '01 10 30 41 45 36 16 05 04 13 33 44',
  A: '00 26 40;12 32',
  B: '03 33 44 45 36 06 00 30 41 42 33',
  C: '45 36 16 05 01 10 30 41',
  D: '00 06 26 44 42 20 00',
  E: '46 06 00 40;03 33',
  F: '46 06 00;03 33',
  G: '45 36 16 05 01 10 30 41 43 23',
  H: '00 06;40 46;03 43',
  I: '10 30;20 26;16 36',
  J: '01 10 20 31 36',
  K: '00 06;46 03 40',
  L: '06 00 40',
  M: '00 06 23 46 40',
  N: '00 06 40 46',
  O: '10 30 41 45 36 16 05 01 10',
  P: '00 06 36 45 44 33 03',
  Q: '10 30 41 45 36 16 05 01 10;22 40',
  R: '00 06 36 45 44 33 03;23 40',
  S: '45 36 16 05 04 13 33 42 41 30 10 01',
  T: '06 46;26 20',
  U: '06 01 10 30 41 46',
  V: '06 20 46',
  W: '06 10 23 30 46',
  X: '00 46;06 40',
  Y: '06 23 46;23 20',
  Z: '06 46 00 40',
  m: '00 04;03 14 23 20;23 34 43 40',
  '.': '20 20',
  ',': '21 10',
  ':': '21 21;24 24',
  '-': '13 33',
  '+': '03 43;21 25',
  '/': '00 46',
  '%': '00 46;05 05;41 41',
};

const strokes: ReadonlyMap<string, readonly (readonly Point[])[]> = new Map(
  Object.entries(letters).map(([letter, pen]) => [letter, pen.split(';').map(pointsOf)]),
);

/** Draws a text, its lower left corner at `at`; `high` is the height of a capital in metres. Returns how wide it was. */
export function write(canvas: Canvas, text: string, at: Point, high: number, colour: Colour): number {
  const unit = high / cellHeight;
  let x = at[0];
  for (const letter of text) {
    for (const stroke of strokes.get(letter) ?? []) {
      canvas.path(
        stroke.map(([column, row]): Point => [x + column * unit, at[1] + row * unit]),
        unit * 0.8,
        colour,
      );
    }
    x += (cellWidth + gap) * unit;
  }
  return x - at[0];
}

/** How wide a text will be, in metres. */
export function widthOf(text: string, high: number): number {
  return (text.length * (cellWidth + gap) - gap) * (high / cellHeight);
}

function pointsOf(stroke: string): Point[] {
  return stroke.split(' ').map((point): Point => [Number(point[0]), Number(point[1])]);
}
