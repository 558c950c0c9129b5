// Looks at an X server many times a second: whether the lamp of the room that is shown there shines, and when that picture was captured.
import { nowUs } from '@ajar/actor';
import { lampBox, openCapture, readStamp, type Size } from '@ajar/media';
import { runJob } from '../../video-path/child.ts';
import type { Looks } from './flashes.ts';

export interface EyeConfig {
  readonly display: string;
  /** Of the screen, and of the pictures shown on it. */
  readonly size: Size;
}

/** The most that there are. */
const looksPerSecond = 240;
/** The upper rows, in which stamp and lamp are; the least that can be captured. */
const stripRows = 16;

runJob<EyeConfig, Looks>(async ({ display, size }) => {
  const looks = { atUs: [] as number[], stampUs: [] as number[], level: [] as number[] };
  const strip = await openCapture(`x11:${display}+0,0`, {
    nowUs,
    fps: looksPerSecond,
    size: { width: size.width, height: stripRows },
  });
  const box = lampBox(size.width, size.height);
  const from = {
    x: box.x + (box.width >> 2),
    width: box.width >> 1,
    rows: Math.min(stripRows, box.height >> 1),
  };
  const over = new AbortController();

  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const shot = await strip.next();
      if (shot === null) return;
      const { data, linesize } = shot.frame;
      const [luma, stride] = [data![0]!, linesize[0]!];
      looks.atUs.push(shot.capturedUs);
      looks.stampUs.push(readStamp(luma, stride, size.width, stripRows) ?? Number.NaN);
      looks.level.push(levelOf(luma, stride));
    }
  };
  const levelOf = (luma: Uint8Array, stride: number): number => {
    let sum = 0;
    for (let row = 0; row < from.rows; row++)
      for (let x = from.x; x < from.x + from.width; x++) sum += luma[row * stride + x]!;
    return sum / (from.rows * from.width);
  };

  const running = watch();
  return {
    finish: async () => {
      over.abort();
      await running;
      await strip.close();
      return {
        atUs: Float64Array.from(looks.atUs),
        stampUs: Float64Array.from(looks.stampUs),
        level: Float64Array.from(looks.level),
      };
    },
  };
});
