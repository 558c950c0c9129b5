import { stampBox } from '../stamp.ts';
import { type Canvas, dip, fill } from './canvas.ts';
import { ellipse } from './shapes.ts';
import type { Target } from './sprite.ts';

/** The lamp of `test:room` flashes whenever the monotonic clock, in µs, passes a multiple of this… */
export const FLASH_EVERY_US = 2_000_000;
/** …for so long, µs. `test:beep` of `@ajar/sound` begins a tone at the same instants. */
export const FLASH_US = 100_000;

/** Where the lamp hangs in a picture, in luma pixels: the upper edge of a half disc, and its height. All of it is 0 where there is no room. */
export interface LampBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whether the lamp shines in a picture that is captured at this time of the monotonic clock. */
export function isFlash(capturedUs: number): boolean {
  return capturedUs % FLASH_EVERY_US < FLASH_US;
}

/** The lamp's place at the ceiling, in the middle between the stamp and the right edge. */
export function lampBox(width: number, height: number): LampBox {
  const stamp = stampBox(width, height);
  const left = stamp ? stamp.x + stamp.width : Math.round(width * 0.9);
  const middle = evenBelow((left + width) / 2);
  const radius = evenBelow(Math.min(RADIUS * height, width - middle, middle - left));
  return { x: middle - radius, y: 0, width: 2 * radius, height: radius };
}

/** Paints the lamp as it is between two flashes. */
export function paintLampOff(canvas: Canvas): void {
  const { scale, centre } = canvas;
  const box = lampBox(2 * centre, scale);
  if (box.width === 0) return;
  const radius = box.height / scale;
  const u = (box.x + box.height - centre) / scale;
  fill(canvas, ellipse(u, 0, radius * 1.12, radius * 1.12), () => dip([0.5, 0.46, 0.4]));
  fill(canvas, ellipse(u, 0, radius, radius), (x, y) =>
    dip([0.34, 0.34, 0.35], 1.06 - (0.5 * (x - u)) / radius - (0.3 * y) / radius),
  );
}

/** Lights the lamp in a picture of the room that has been drawn. */
export function lightLamp({ width, height, planes, strides }: Target): void {
  const box = lampBox(width, height);
  const middle = box.x + box.height;
  for (const [index, plane] of planes.entries()) {
    const shrink = index === 0 ? 1 : 2;
    const rows = box.height / shrink;
    for (let row = 0; row < rows; row++) {
      const half = Math.floor(Math.sqrt(rows ** 2 - (row + 0.5) ** 2));
      const at = row * strides[index]! + middle / shrink;
      plane.fill(index === 0 ? WHITE : NEUTRAL, at - half, at + half);
    }
  }
}

/** Of the height of the picture. */
const RADIUS = 0.03;
const WHITE = 235;
const NEUTRAL = 128;

function evenBelow(pixels: number): number {
  return 2 * Math.floor(pixels / 2);
}
