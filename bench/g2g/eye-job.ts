// Looks at two X servers at the same instants and reads the clock on each.
import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import { type Capture, type FoundStamp, findStamp, openCapture, type Size } from '@ajar/media';
import { runJob } from '../video-path/child.ts';
import type { Sight } from './sights.ts';

export interface EyeConfig {
  readonly near: string;
  readonly far: string;
  readonly size: Size;
}

export interface EyeReport {
  readonly sights: readonly Sight[];
  /** Side of a cell of the clock's stamp on each screen, in pixels. */
  readonly cells: { readonly near: number; readonly far: number };
}

/** `find` waits until there is a clock on both; `watch` begins. */
export type EyeOrder = 'find' | 'watch';

const looksPerSecond = 200;
/** The least that can be captured. */
const stripRows = 16;

runJob<EyeConfig, EyeReport>(async ({ near, far, size }) => {
  const sights: Sight[] = [];
  const cells = { near: Number.NaN, far: Number.NaN };
  let strips: readonly [Capture, Capture] | undefined;
  let running: Promise<void> | undefined;
  const over = new AbortController();

  const find = async (): Promise<void> => {
    const places = { near: await findClock(near), far: await findClock(far) };
    cells.near = places.near.cell;
    cells.far = places.far.cell;
    strips = [await openStrip(near, places.near.y, size), await openStrip(far, places.far.y, size)];
  };
  const watch = async ([nearStrip, farStrip]: readonly [Capture, Capture]): Promise<void> => {
    for (let look = 0, startUs = nowUs(); !over.signal.aborted; look++) {
      await sleep(Math.max(0, (startUs + (look * 1e6) / looksPerSecond - nowUs()) / 1000));
      // The far one first: the time between the two makes it older, not younger.
      const seenFar = await readClock(farStrip);
      const seenNear = await readClock(nearStrip);
      if (seenNear && seenFar) sights.push({ near: seenNear, far: seenFar });
    }
  };

  return {
    receive: async (order) => {
      if (order === 'find') await find();
      else if (strips) running = watch(strips);
    },
    finish: async () => {
      over.abort();
      await running;
      for (const strip of strips ?? []) await strip.close();
      return { sights, cells };
    },
  };
});

/** The rows about one that the clock is in. */
function openStrip(display: string, row: number, size: Size): Promise<Capture> {
  const y = Math.max(0, Math.min(size.height - stripRows, row - stripRows / 2));
  return openCapture(`x11:${display}+0,${y}`, {
    nowUs,
    fps: 240,
    size: { width: size.width, height: stripRows },
  });
}

/** Looks at a whole screen until there is a clock on it. */
async function findClock(display: string): Promise<{ y: number; cell: number }> {
  const whole = await openCapture(`x11:${display}`, { nowUs, fps: 10 });
  try {
    for (;;) {
      const shot = await whole.next();
      if (shot === null) throw new Error('the X server has gone');
      const { width, height, data, linesize } = shot.frame;
      for (let y = 4; y < height; y += 4) {
        const found = stampInRow(data![0]!, linesize[0]!, width, y);
        if (found !== undefined) return { y, cell: found.cell };
      }
    }
  } finally {
    await whole.close();
  }
}

async function readClock(strip: Capture): Promise<{ atUs: number; stamp: number } | undefined> {
  const shot = await strip.next();
  if (shot === null) return undefined;
  const { width, data, linesize } = shot.frame;
  const found = stampInRow(data![0]!, linesize[0]!, width, stripRows / 2);
  return found && { atUs: shot.capturedUs, stamp: found.value };
}

let rgb: Uint8Array = new Uint8Array(0);

/** Grey as colour: the stamp is black and white, so luma is all there is to read. */
function stampInRow(luma: Uint8Array, stride: number, width: number, y: number): FoundStamp | undefined {
  if (rgb.length !== width * 3) rgb = new Uint8Array(width * 3);
  for (let x = 0; x < width; x++) rgb.fill(luma[y * stride + x]!, x * 3, x * 3 + 3);
  return findStamp(rgb, width, 1);
}
