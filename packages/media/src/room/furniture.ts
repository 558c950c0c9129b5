import { type Canvas, type Colour, dip, fill, hex, mix, type Paint } from './canvas.ts';
import { glow, softShadow } from './interior.ts';
import { box, capsule, ellipse, polygon, profile, type Shape, union } from './shapes.ts';
import { noiseAt, noiseOf } from './texture.ts';

/** A sofa seen from the front; (u, v) is the middle of its foot on the floor. */
export function paintSofa(
  canvas: Canvas,
  u: number,
  v: number,
  w: number,
  colour: Colour,
  cushion: Colour,
): void {
  softShadow(canvas, u, v, w * 0.56, 0.04, 0.5);
  const back = box(u, v - 0.155, w * 0.94, 0.21, 0.035);
  paint(canvas, back, cloth(colour, v - 0.26, 0.3));
  for (const side of [-1, 1]) {
    const pillow = box(u + side * w * 0.215, v - 0.15, w * 0.41, 0.15, 0.032);
    paint(canvas, pillow, cushioned(pillow, mix(colour, [1, 1, 1], 0.05)));
  }
  for (const side of [-1, 1]) {
    const seat = box(u + side * w * 0.215, v - 0.075, w * 0.43, 0.065, 0.02);
    paint(canvas, seat, cushioned(seat, mix(colour, [1, 1, 1], 0.1)));
  }
  const base = box(u, v - 0.03, w * 0.9, 0.04, 0.008);
  paint(canvas, base, cloth(mix(colour, [0, 0, 0], 0.25), v - 0.05, 0.1));
  for (const side of [-1, 1]) {
    const arm = box(u + side * w * 0.465, v - 0.085, w * 0.1, 0.145, 0.03);
    paint(canvas, arm, cushioned(arm, mix(colour, [1, 1, 1], 0.03)));
    const foot = box(u + side * w * 0.43, v - 0.003, 0.014, 0.02, 0.002);
    paint(canvas, foot, () => dip([0.2, 0.13, 0.09]));
  }
  const square = polygon(
    [
      [u - w * 0.3, v - 0.215],
      [u - w * 0.16, v - 0.195],
      [u - w * 0.185, v - 0.095],
      [u - w * 0.325, v - 0.115],
    ],
    0.014,
  );
  paint(canvas, square, cushioned(square, cushion));
}

/** A low cabinet with two doors and a row of drawers; (u, v) is the middle of its foot. */
export function paintSideboard(
  canvas: Canvas,
  u: number,
  v: number,
  w: number,
  h: number,
  wood: Colour,
): void {
  softShadow(canvas, u, v, w * 0.54, 0.03, 0.55);
  for (const side of [-1, 1])
    paint(canvas, box(u + side * w * 0.44, v - 0.02, 0.014, 0.045), () => dip(wood, 0.45));
  const body = box(u, v - 0.035 - h / 2, w, h, 0.004);
  paint(canvas, body, timber(wood, 0.95));
  const doors = 3;
  for (let door = 0; door < doors; door++) {
    const middle = u - w / 2 + ((door + 0.5) * w) / doors;
    const front = box(middle, v - 0.035 - h / 2 + 0.006, w / doors - 0.012, h - 0.03, 0.003);
    paint(canvas, front, (x, y, d) => {
      timber(wood, -d < 0.003 ? 0.72 : 1.02 + door * 0.01)(x, y, d);
    });
    const knob = ellipse(middle + w / doors / 2 - 0.026, v - 0.035 - h / 2, 0.006, 0.006);
    paint(canvas, knob, (_, y) => dip([0.78, 0.66, 0.42], 1 - (y - knob.bounds.v0) * 40));
  }
  const top = box(u, v - 0.035 - h, w + 0.014, 0.014, 0.003);
  paint(canvas, top, timber(mix(wood, [1, 0.95, 0.85], 0.12), 1.08));
}

/** A shelf full of books; (u, v) is the middle of its foot. */
export function paintBookshelf(
  canvas: Canvas,
  u: number,
  v: number,
  w: number,
  h: number,
  wood: Colour,
  seed: number,
): void {
  softShadow(canvas, u, v, w * 0.56, 0.03, 0.5);
  softShadow(canvas, u + 0.02, v - h / 2, w * 0.54, h * 0.52, 0.3);
  paint(canvas, box(u, v - h / 2, w, h, 0.003), timber(wood, 0.95));
  const rows = 5;
  const bay = (h - 0.03) / rows;
  for (let row = 0; row < rows; row++) {
    const floor = v - 0.02 - row * bay;
    const hole = box(u, floor - bay / 2 + 0.006, w - 0.032, bay - 0.014);
    paint(canvas, hole, (x, y) => {
      const depth = Math.min(1, (y - hole.bounds.v0) / 0.05);
      dip(wood, 0.3 + 0.22 * depth + 0.1 * ((x - u) / w));
    });
    paintBooks(canvas, u - w / 2 + 0.02, floor - 0.002, w - 0.044, bay - 0.03, seed * 100 + row * 37);
  }
}

const SPINES: readonly Colour[] = [
  '#8c3b2e',
  '#2f4f5f',
  '#c9a24b',
  '#4d6b4a',
  '#d8cdb8',
  '#6b4a6b',
  '#b5653a',
  '#34404f',
  '#a8b5a2',
  '#e3dccb',
].map(hex);

/** Books side by side from `left`, standing on `floor`; now and then a gap with a box or a leaning one. */
function paintBooks(canvas: Canvas, left: number, floor: number, w: number, h: number, seed: number): void {
  let at = left;
  let book = 0;
  while (at < left + w - 0.02) {
    const key = seed + book++;
    const thick = 0.012 + 0.009 * (noiseOf(key, 1) + 1);
    if (at + thick > left + w) break;
    if (noiseOf(key, 4) > 0.8) {
      at += 0.035;
      continue;
    }
    const tall = h * (0.74 + 0.22 * noiseOf(key, 2));
    const colour = SPINES[Math.floor((noiseOf(key, 3) + 1) * 4.99)]!;
    const spine = box(at + thick / 2, floor - tall / 2, thick - 0.0015, tall, 0.0015);
    const middle = at + thick / 2;
    const band = 0.1 + 0.2 * Math.abs(noiseOf(key, 6));
    paint(canvas, spine, (x, y) => {
      const round = 1 - (Math.abs(x - middle) / thick) * 0.55;
      const up = (floor - y) / tall;
      const gilt = Math.abs(up - 1 + band) < 0.02 || Math.abs(up - band) < 0.012;
      dip(
        gilt ? mix(colour, [0.95, 0.85, 0.6], 0.6) : colour,
        0.82 * round + 0.1 + noiseAt(x * 300, y * 90) * 0.04,
      );
    });
    at += thick;
  }
}

/** A standing or table lamp that is on; (u, v) is its foot, `h` its height. */
export function paintLamp(canvas: Canvas, u: number, v: number, h: number, shade: Colour): void {
  const shadeTall = Math.min(h * 0.5, 0.12);
  const top = v - h;
  softShadow(canvas, u, v, 0.04, 0.008, 0.4);
  paint(canvas, box(u, v - h / 2, 0.008, h, 0.003), () => dip([0.35, 0.28, 0.2]));
  paint(canvas, ellipse(u, v - 0.004, 0.032, 0.008), () => dip([0.3, 0.24, 0.18]));
  glow(canvas, u, top + shadeTall * 0.6, 0.3, 0.34, [1, 0.8, 0.5], 0.34);
  const cone = profile([
    [top, u, 0.038],
    [top + shadeTall, u, 0.072],
  ]);
  paint(canvas, cone, (x, y) => {
    const across = (x - u) / 0.06;
    const heart = 1.12 - 0.22 * across * across - 0.5 * ((y - top) / shadeTall - 0.65) ** 2;
    dip(mix(shade, [1, 0.9, 0.68], 0.55), heart + noiseAt(x * 260, y * 260) * 0.02);
  });
}

/** A leafy plant in a pot; (u, v) is the pot's foot. */
export function paintPlant(
  canvas: Canvas,
  u: number,
  v: number,
  h: number,
  pot: Colour,
  leaf: Colour,
  seed: number,
): void {
  const potTall = h * 0.24;
  softShadow(canvas, u, v, h * 0.17, 0.02, 0.5);
  const leaves = 17;
  for (let index = 0; index < leaves; index++) {
    const spread = noiseOf(index, seed) * 0.95;
    const reach = h * (0.42 + 0.34 * (noiseOf(index, seed + 1) * 0.5 + 0.5)) * (1 - 0.25 * Math.abs(spread));
    const tipU = u + Math.sin(spread * 1.25) * reach * 0.9;
    const tipV = v - potTall - Math.cos(spread * 1.25) * reach;
    const rootU = u + spread * 0.015;
    paint(canvas, capsule(rootU, v - potTall, 0.0025, tipU, tipV, 0.0018), () => dip(leaf, 0.6));
    paintLeaf(canvas, rootU, v - potTall, tipU, tipV, h, leaf, index, seed);
  }
  const body = profile([
    [v - potTall, u, h * 0.135],
    [v, u, h * 0.095],
  ]);
  paint(canvas, body, (x, y) => {
    const across = (x - u) / (h * 0.135);
    dip(
      pot,
      0.98 -
        0.36 * (across + 0.25) ** 2 -
        (y < v - potTall + 0.012 ? -0.08 : 0.02) +
        noiseAt(x * 200, y * 200) * 0.03,
    );
  });
}

function paintLeaf(
  canvas: Canvas,
  rootU: number,
  rootV: number,
  tipU: number,
  tipV: number,
  h: number,
  leaf: Colour,
  index: number,
  seed: number,
): void {
  const length = Math.hypot(tipU - rootU, tipV - rootV);
  const dirU = (tipU - rootU) / length;
  const dirV = (tipV - rootV) / length;
  const long = h * 0.13;
  const wide = h * (0.045 + 0.012 * noiseOf(index, seed + 2));
  const reach = Math.max(long, wide);
  const light = 0.78 + 0.2 * noiseOf(index, seed + 3) + 0.12 * -dirV;
  const bounds = { u0: tipU - reach, v0: tipV - reach, u1: tipU + reach, v1: tipV + reach };
  const unit = ellipse(0, 0, long, wide);
  fill(
    canvas,
    bounds,
    (x, y) => unit.distance((x - tipU) * dirU + (y - tipV) * dirV, (y - tipV) * dirU - (x - tipU) * dirV),
    (x, y) => {
      const side = (y - tipV) * dirU - (x - tipU) * dirV;
      const vein = Math.abs(side) < 0.0016 ? 1.25 : 1;
      dip(leaf, light * vein * (side < 0 ? 1.08 : 0.9) + noiseAt(x * 120, y * 120) * 0.04);
    },
  );
}

/** A vase or jug; (u, v) is its foot. */
export function paintVase(canvas: Canvas, u: number, v: number, h: number, colour: Colour): void {
  softShadow(canvas, u, v, h * 0.3, 0.008, 0.4);
  const body = profile([
    [v - h, u, h * 0.16],
    [v - h * 0.78, u, h * 0.12],
    [v - h * 0.4, u, h * 0.3],
    [v, u, h * 0.17],
  ]);
  paint(canvas, body, (x, y) => {
    const across = (x - u) / (h * 0.3);
    const shine = Math.max(0, 0.3 - Math.abs(across + 0.35) * 1.4) * (y < v - h * 0.2 ? 1 : 0.4);
    dip(colour, 0.98 - 0.35 * (across + 0.2) ** 2 + shine);
  });
}

/** A stack of books lying flat; (u, v) is the middle of its foot. */
export function paintStack(canvas: Canvas, u: number, v: number, seed: number): void {
  softShadow(canvas, u, v, 0.06, 0.008, 0.4);
  for (let index = 0; index < 3; index++) {
    const colour = SPINES[Math.floor((noiseOf(index, seed) + 1) * 4.99)]!;
    const shape = box(
      u + noiseOf(index, seed + 1) * 0.008,
      v - 0.009 - index * 0.018,
      0.1 - index * 0.012,
      0.017,
      0.002,
    );
    paint(canvas, shape, (x, y) =>
      dip(colour, 0.95 - (y - shape.bounds.v0) * 14 + noiseAt(x * 200, y * 50) * 0.03),
    );
  }
}

/** A lamp hanging from the ceiling. */
export function paintPendant(canvas: Canvas, u: number, v: number, colour: Colour): void {
  paint(canvas, box(u, v / 2, 0.004, v), () => dip([0.13, 0.12, 0.12]));
  glow(canvas, u, v + 0.06, 0.4, 0.34, [1, 0.82, 0.55], 0.3);
  const bowl = union(
    profile([
      [v - 0.045, u, 0.016],
      [v, u, 0.04],
      [v + 0.045, u, 0.09],
    ]),
    ellipse(u, v - 0.04, 0.016, 0.012),
  );
  paint(canvas, bowl, (x, y) => dip(colour, 1.02 - 2.2 * Math.abs(x - u + 0.03) - (y - v) * 1.2));
  paint(canvas, ellipse(u, v + 0.046, 0.086, 0.009), () => dip([1, 0.93, 0.76]));
}

function paint(canvas: Canvas, shape: Shape, colour: Paint): void {
  fill(canvas, shape.bounds, shape.distance, colour);
}

function cloth(colour: Colour, top: number, tall: number): Paint {
  return (u, v) =>
    dip(
      colour,
      1.02 - ((v - top) / tall) * 0.25 + noiseAt(u * 260, v * 260) * 0.05 + noiseAt(u * 16, v * 16) * 0.04,
    );
}

/** Cloth over something soft: lighter above, darker towards its edges. */
function cushioned(shape: Shape, colour: Colour): Paint {
  const { v0, v1 } = shape.bounds;
  return (u, v, d) => {
    const edge = Math.min(1, -d / 0.02);
    const up = 1 - (v - v0) / (v1 - v0);
    dip(
      colour,
      0.74 + 0.2 * edge + 0.16 * up + noiseAt(u * 260, v * 260) * 0.05 + noiseAt(u * 12, v * 20) * 0.035,
    );
  };
}

function timber(colour: Colour, light: number): Paint {
  return (u, v) => dip(colour, light + noiseAt(u * 7, v * 90) * 0.06 + noiseAt(u * 30, v * 300) * 0.04);
}
