import type { Size } from '../size.ts';
import { writeStamp } from '../stamp.ts';
import { addNoise, type Backdrop, copyRows, paintEmpty } from './backdrop.ts';
import { createPuppet } from './puppet.ts';
import { sceneOf } from './scene.ts';
import { type Target, VARIANTS } from './sprite.ts';
import { createGrain } from './texture.ts';
import type { FinePicture } from './yuv.ts';

/** Where a test room draws: yuv420p, at least the room's size. */
export type { Target } from './sprite.ts';

/**
 * A synthetic room with people in it, for machines without a camera.
 *
 * Everything is painted beforehand: the empty room several times with different sensor noise, the people in parts. A picture is then
 * one copy of an empty room, the parts laid over it at their places of the moment, and the stamp.
 */
export interface TestRoom {
  /**
   * Draws the room as it is `timeS` seconds into its life and stamps it. A picture that is drawn before it is due can be stamped again
   * with {@link writeStamp} when it is.
   *
   * @param stamp see {@link writeStamp}
   */
  draw(target: Target, timeS: number, stamp: number): void;
  /** Does about a millisecond of painting ahead; false when all is painted. Until then pictures make do with less. */
  prepare(): boolean;
}

/**
 * Paints a first picture's parts at once and leaves the rest to {@link TestRoom.prepare}.
 *
 * @param size even width and height
 * @param room number of the room, an integer from 0
 */
export function createTestRoom(size: Size, room: number): TestRoom {
  const scene = sceneOf(room);
  const grains = {
    luma: createGrain(GRAIN_LENGTH, GRAIN_SIXTEENTHS, room),
    chroma: createGrain(GRAIN_LENGTH, CHROMA_GRAIN_SIXTEENTHS, room + 50),
  };
  const people = scene.figures.map((figure) => createPuppet(size, figure, grains));
  const backdrops: Backdrop[] = [];
  const painting = paint(paintEmpty(size, scene));
  while (backdrops.length === 0) painting.next();
  let drawn = 0;
  let shown = 0;

  return {
    draw: (target, timeS, stamp) => {
      shown = another(shown, drawn++, backdrops.length);
      for (const person of people) person.pose(timeS);
      const bottom = size.height;
      for (let top = 0; top < bottom; top += BAND_ROWS) {
        const end = Math.min(top + BAND_ROWS, bottom);
        copyRows(backdrops[shown]!, target, top, end);
        for (const person of people) person.draw(target, top, end, drawn % VARIANTS);
      }
      writeStamp(target.planes[0]!, target.strides[0]!, target.width, target.height, stamp);
    },
    prepare: () => painting.next().done !== true,
  };

  function* paint(fine: FinePicture): Generator<void> {
    const wanted = backdropsFor(size);
    while (backdrops.length < wanted) backdrops.push(yield* addNoise(fine, grains, backdrops.length));
    for (const person of people) yield* person.prepare();
  }
}

const GRAIN_LENGTH = 1 << 17;
/** Standard deviations: about 1.2 levels of luma and 0.6 of chroma, a decent camera by daylight. */
const GRAIN_SIXTEENTHS = 19;
const CHROMA_GRAIN_SIXTEENTHS = 9;
/** Rows that are finished before the next ones are begun: so few that they stay in the processor's cache. */
const BAND_ROWS = 32;

/** As many as fit in about 56 MB, 4 to 8: enough that no eye and no one-reference encoder sees the noise again. */
function backdropsFor(size: Size): number {
  return Math.min(8, Math.max(4, Math.floor(56e6 / (size.width * size.height * 1.5))));
}

/** A number below `count` that differs from the one before, in an order without a visible period. */
function another(before: number, index: number, count: number): number {
  if (count === 1) return 0;
  const hash = Math.imul(index + 1, 0x9e3779b1) >>> 8;
  return (before + 1 + (hash % (count - 1))) % count;
}
