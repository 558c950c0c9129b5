import type { Size } from '../../config/values.ts';
import type { ScreenMeasures } from '../geometry.ts';
import { Canvas, grey, type Point, rgb } from './canvas.ts';
import { widthOf, write } from './lettering.ts';

/** How tall the person is whose outline is drawn, metres. */
const personHeightM = 1.7;

const white = grey(235);
const faint = grey(64);
const ground = grey(40);
const eyesColour = rgb(1, 0.85, 0.1);
const floorColour = rgb(0.2, 0.9, 0.3);
const personColour = rgb(0.35, 0.75, 1);

/**
 * Draws the picture that a screen is checked by: lines at every half metre above the floor, a bar of one metre, a
 * person of 1.70 m on the floor, the line of the eyes, circles, edges, and patches from black to white.
 *
 * @param size of the picture in pixels; it is meant to cover the whole screen, whatever the shape of its pixels
 * @param eyeHeightM undefined: no line
 */
export function drawTestPicture(size: Size, screen: ScreenMeasures, eyeHeightM: number | undefined): Canvas {
  const canvas = new Canvas({ ...size, ...screen }, ground);
  const sheet = new Sheet(canvas, screen);
  drawHeights(sheet);
  drawCircles(sheet);
  drawPerson(sheet);
  drawPatches(sheet);
  drawBar(sheet);
  if (eyeHeightM !== undefined) drawEyeLine(sheet, eyeHeightM);
  drawEdges(sheet);
  return canvas;
}

/** The canvas with what the parts of the picture are measured by. */
class Sheet {
  readonly canvas: Canvas;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
  /** Height of capitals, metres. */
  readonly text: number;
  /** Thickness of lines, metres. */
  readonly pen: number;

  constructor(canvas: Canvas, { widthM, heightM, bottomM }: ScreenMeasures) {
    this.canvas = canvas;
    this.left = -widthM / 2;
    this.right = widthM / 2;
    this.bottom = bottomM;
    this.top = bottomM + heightM;
    const least = Math.min(widthM, heightM);
    this.text = Math.max(least / 36, 7 * canvas.pixelM);
    this.pen = Math.max(least / 300, 1.5 * canvas.pixelM);
  }

  get width(): number {
    return this.right - this.left;
  }

  get height(): number {
    return this.top - this.bottom;
  }

  get middle(): Point {
    return [0, (this.bottom + this.top) / 2];
  }
}

/** Lines at every 10 cm, with their heights at every half metre; the floor where it is to be seen. */
function drawHeights({ canvas, left, right, bottom, top, text, pen }: Sheet): void {
  for (let tenth = Math.ceil(bottom * 10); tenth <= top * 10; tenth++) {
    const y = tenth / 10;
    const isHalf = tenth % 5 === 0;
    const long = isHalf ? right - left : text;
    canvas.line([left, y], [left + long, y], isHalf ? pen / 2 : pen / 3, isHalf ? faint : grey(128));
    canvas.line([right - text, y], [right, y], pen / 3, grey(128));
    if (isHalf && tenth !== 0)
      write(canvas, `${y.toFixed(1)} m`, [left + 1.5 * text, y + text / 3], text, white);
  }
  canvas.line([left, 0], [right, 0], 2 * pen, floorColour);
  if (bottom < 0) write(canvas, 'FLOOR', [left + 1.5 * text, text / 2], text, floorColour);
}

/** Round in the middle and in the corners, and lines that cross in the very middle. */
function drawCircles({ canvas, left, right, bottom, top, pen, middle, width, height }: Sheet): void {
  const radius = Math.min(width, height) / 2 - pen;
  canvas.ring(middle, radius, pen, grey(160));
  const corner = Math.min(width, height) / 10;
  for (const x of [left + corner + pen, right - corner - pen]) {
    for (const y of [bottom + corner + pen, top - corner - pen]) canvas.ring([x, y], corner, pen, grey(160));
  }
  canvas.line([0, bottom], [0, top], pen / 2, grey(160));
  canvas.line([middle[0] - radius / 4, middle[1]], [middle[0] + radius / 4, middle[1]], pen, white);
  canvas.line([middle[0], middle[1] - radius / 4], [middle[0], middle[1] + radius / 4], pen, white);
}

/** An outline as wide as shoulders are, standing on the floor right of the middle. */
function drawPerson({ canvas, right, text, pen, width }: Sheet): void {
  const tall = personHeightM;
  const x = Math.min(width / 4, right - 0.3);
  const half: readonly Point[] = [
    [0, 0.45 * tall],
    [0.05, 0],
    [0.13, 0],
    [0.17, 0.5 * tall],
    [0.155, 0.58 * tall],
    [0.19, 0.72 * tall],
    [0.21, 0.47 * tall],
    [0.26, 0.47 * tall],
    [0.25, 0.78 * tall],
    [0.18, 0.82 * tall],
    [0.06, 0.845 * tall],
    [0.055, 0.875 * tall],
  ];
  for (const side of [-1, 1]) {
    canvas.path(
      half.map(([across, y]): Point => [x + side * across, y]),
      pen,
      personColour,
    );
  }
  const head = 0.066 * tall;
  canvas.path(
    Array.from({ length: 49 }, (_, index): Point => {
      const angle = (index / 48) * 2 * Math.PI;
      return [x + 0.7 * head * Math.sin(angle), tall - head - pen / 2 + head * Math.cos(angle)];
    }),
    pen,
    personColour,
  );
  const label = `${tall.toFixed(2)} m`;
  write(canvas, label, [x - widthOf(label, text) / 2, tall + text / 2], text, personColour);
}

/** One metre with its tenths; whole where the screen is wide enough for it, else upright. */
function drawBar({ canvas, left, bottom, top, text, pen, width, height }: Sheet): void {
  const isLying = width >= 1.1;
  const from: Point = isLying ? [-0.5, bottom + 0.36 * height] : [left + 8 * text, bottom + 0.25 * height];
  const ticks = Array.from({ length: 11 }, (_, index) => index / 10);
  const at = (along: number, aside: number): Point =>
    isLying ? [from[0] + along, from[1] + aside] : [from[0] + aside, from[1] + along];
  canvas.line(at(0, 0), at(1, 0), 2 * pen, white);
  for (const tick of ticks) {
    const long = tick === 0 || tick === 1 ? 1.5 * text : tick === 0.5 ? text : text / 2;
    canvas.line(at(tick, -long), at(tick, long), pen, white);
  }
  if (!isLying && from[1] + 1 > top) return;
  write(canvas, '1 m', at(0.52, text), text, white);
}

function drawEyeLine({ canvas, left, right, text, pen }: Sheet, eyeHeightM: number): void {
  const dash = 2 * text;
  for (let x = left; x < right; x += dash) {
    canvas.line([x, eyeHeightM], [Math.min(right, x + dash / 2), eyeHeightM], pen, eyesColour);
  }
  const label = `EYES ${eyeHeightM.toFixed(2)} m`;
  write(canvas, label, [left + 9 * text, eyeHeightM + text / 2], text, eyesColour);
}

/** A line along every edge and arrows that touch it: what a screen cuts off is seen at once. */
function drawEdges({ canvas, left, right, bottom, top, text, pen, middle }: Sheet): void {
  for (const [x1, y1, x2, y2] of [
    [left, bottom, right, bottom + pen],
    [left, top - pen, right, top],
    [left, bottom, left + pen, top],
    [right - pen, bottom, right, top],
  ] as const) {
    canvas.rectangle(x1, y1, x2, y2, white);
  }
  const [, y] = middle;
  canvas.path(
    [
      [text, bottom + text],
      [0, bottom],
      [-text, bottom + text],
    ],
    pen,
    white,
  );
  canvas.path(
    [
      [text, top - text],
      [0, top],
      [-text, top - text],
    ],
    pen,
    white,
  );
  canvas.path(
    [
      [left + text, y + text],
      [left, y],
      [left + text, y - text],
    ],
    pen,
    white,
  );
  canvas.path(
    [
      [right - text, y + text],
      [right, y],
      [right - text, y - text],
    ],
    pen,
    white,
  );
}

/** Steps from black to white, the nearest to both, and colours at three quarters. */
function drawPatches({ canvas, left, right, bottom, text, height }: Sheet): void {
  const inset = (right - left) * 0.22;
  const across = right - left - 2 * inset;
  const high = 0.07 * height;
  const rows: readonly (readonly (readonly [string, ReturnType<typeof grey>])[])[] = [
    [16, 38, 60, 82, 104, 125, 147, 169, 191, 213, 235].map((luma) => [`${luma}`, grey(luma)] as const),
    [16, 18, 20, 24, 28, 32, 219, 223, 227, 231, 233, 235].map((luma) => [`${luma}`, grey(luma)] as const),
    [
      [1, 1, 1],
      [1, 1, 0],
      [0, 1, 1],
      [0, 1, 0],
      [1, 0, 1],
      [1, 0, 0],
      [0, 0, 1],
    ].map(([red, green, blue]) => ['', rgb(0.75 * red!, 0.75 * green!, 0.75 * blue!)] as const),
  ];
  for (const [row, patches] of rows.entries()) {
    const wide = across / patches.length;
    const y = bottom + 0.05 * height + row * high;
    for (const [index, [label, colour]] of patches.entries()) {
      const x = left + inset + index * wide;
      canvas.rectangle(x, y, x + wide, y + high, colour);
      const size = Math.min(0.5 * text, wide / 4);
      const ink = colour.y < 128 ? grey(Math.min(235, colour.y + 60)) : grey(colour.y - 60);
      if (size > 5 * canvas.pixelM) write(canvas, label, [x + size / 2, y + size / 2], size, ink);
    }
  }
}
