import { type Canvas, type Colour, dip, fill, mix } from './canvas.ts';
import { glow, softShadow } from './light.ts';
import { box, capsule, ellipse, profile, union } from './shapes.ts';
import { noiseAt, noiseOf } from './texture.ts';

/** A standing or table lamp that is on; (u, v) is its foot, `h` its height. */
export function paintLamp(canvas: Canvas, u: number, v: number, h: number, shade: Colour): void {
  const shadeTall = Math.min(h * 0.5, 0.12);
  const top = v - h;
  softShadow(canvas, u, v, 0.04, 0.008, 0.4);
  fill(canvas, box(u, v - h / 2, 0.008, h, 0.003), () => dip([0.35, 0.28, 0.2]));
  fill(canvas, ellipse(u, v - 0.004, 0.032, 0.008), () => dip([0.3, 0.24, 0.18]));
  glow(canvas, u, top + shadeTall * 0.6, 0.3, 0.34, [1, 0.8, 0.5], 0.34);
  const cone = profile([
    [top, u, 0.038],
    [top + shadeTall, u, 0.072],
  ]);
  fill(canvas, cone, (x, y) => {
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
    fill(canvas, capsule(rootU, v - potTall, 0.0025, tipU, tipV, 0.0018), () => dip(leaf, 0.6));
    paintLeaf(canvas, rootU, v - potTall, tipU, tipV, h, leaf, index, seed);
  }
  const body = profile([
    [v - potTall, u, h * 0.135],
    [v, u, h * 0.095],
  ]);
  fill(canvas, body, (x, y) => {
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
  const blade = {
    bounds,
    distance: (x: number, y: number) =>
      unit.distance((x - tipU) * dirU + (y - tipV) * dirV, (y - tipV) * dirU - (x - tipU) * dirV),
  };
  fill(canvas, blade, (x, y) => {
    const side = (y - tipV) * dirU - (x - tipU) * dirV;
    const vein = Math.abs(side) < 0.0016 ? 1.25 : 1;
    dip(leaf, light * vein * (side < 0 ? 1.08 : 0.9) + noiseAt(x * 120, y * 120) * 0.04);
  });
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
  fill(canvas, body, (x, y) => {
    const across = (x - u) / (h * 0.3);
    const shine = Math.max(0, 0.3 - Math.abs(across + 0.35) * 1.4) * (y < v - h * 0.2 ? 1 : 0.4);
    dip(colour, 0.98 - 0.35 * (across + 0.2) ** 2 + shine);
  });
}

/** A lamp hanging from the ceiling. */
export function paintPendant(canvas: Canvas, u: number, v: number, colour: Colour): void {
  fill(canvas, box(u, v / 2, 0.004, v), () => dip([0.13, 0.12, 0.12]));
  glow(canvas, u, v + 0.06, 0.4, 0.34, [1, 0.82, 0.55], 0.3);
  const bowl = union(
    profile([
      [v - 0.045, u, 0.016],
      [v, u, 0.04],
      [v + 0.045, u, 0.09],
    ]),
    ellipse(u, v - 0.04, 0.016, 0.012),
  );
  fill(canvas, bowl, (x, y) => dip(colour, 1.02 - 2.2 * Math.abs(x - u + 0.03) - (y - v) * 1.2));
  fill(canvas, ellipse(u, v + 0.046, 0.086, 0.009), () => dip([1, 0.93, 0.76]));
}
