import type { Size } from '../size.ts';
import { greyStampChroma, writeStamp } from '../stamp.ts';
import { armBounds, paintArm } from './arm.ts';
import { frameOf, paintBody } from './body.ts';
import { type Bounds, type Canvas, createCanvas } from './canvas.ts';
import type { Figure } from './cast.ts';
import { headBounds, neckOf, paintFace, paintFringe, paintSkull, skullRadius } from './head.ts';
import { createPose, poseAt } from './motion.ts';
import { type Scene, sceneOf } from './scene.ts';
import { createSprite, drawSprite, type Placement, type Sprite, type Target } from './sprite.ts';
import { createGrain } from './texture.ts';
import { addGrain, convert, createFinePicture, type FinePicture } from './yuv.ts';

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
   * Draws the room as it is `timeS` seconds into its life and stamps it.
   *
   * @param stamp see {@link writeStamp}
   */
  draw(target: Target, timeS: number, stamp: number): void;
  /** Does a few milliseconds of painting ahead; false when all is painted. Until then pictures make do with less. */
  prepare(): boolean;
}

/**
 * Paints an empty room at once and leaves the rest to {@link TestRoom.prepare}.
 *
 * @param size even width and height
 * @param room number of the room, an integer from 0
 */
export function createTestRoom(size: Size, room: number): TestRoom {
  const scene = sceneOf(room);
  let fine: FinePicture | undefined = paintEmpty(size, scene);
  const grain = createGrain(GRAIN_LENGTH, GRAIN_SIXTEENTHS, room);
  const chromaGrain = createGrain(GRAIN_LENGTH, CHROMA_GRAIN_SIXTEENTHS, room + 50);
  const backgrounds = [withGrain(fine, grain, chromaGrain, 0)];
  const wanted = backgroundsFor(size);
  const grains = [0, 1, 2].map((index) => grain.subarray(index * 9973));
  const people = scene.figures.map((figure) => createPuppet(size, figure, grains));
  let drawn = 0;
  let shown = 0;

  return {
    draw: (target, timeS, stamp) => {
      shown = another(shown, drawn++, backgrounds.length);
      copyBackground(target, backgrounds[shown]!);
      for (const person of people) person.draw(target, timeS, drawn);
      writeStamp(target.planes[0]!, target.strides[0]!, target.width, target.height, stamp);
    },
    prepare: () => {
      if (fine) {
        backgrounds.push(withGrain(fine, grain, chromaGrain, backgrounds.length));
        if (backgrounds.length === wanted) fine = undefined;
        return true;
      }
      return people.some((person) => person.prepare());
    },
  };
}

const GRAIN_LENGTH = 1 << 17;
/** Standard deviations: about 1.2 levels of luma and 0.6 of chroma, a decent camera by daylight. */
const GRAIN_SIXTEENTHS = 19;
const CHROMA_GRAIN_SIXTEENTHS = 9;
const ARM_POSES = 36;
const BAND_ROWS = 48;

interface Background {
  readonly width: number;
  readonly planes: readonly Buffer[];
}

/** As many as fit in about 56 MB, 5 to 8: enough that no eye and no one-reference encoder sees the noise again. */
function backgroundsFor(size: Size): number {
  return Math.min(8, Math.max(5, Math.floor(56e6 / (size.width * size.height * 1.5))));
}

/** A number below `count` that differs from the one before, in an order without a visible period. */
function another(before: number, index: number, count: number): number {
  if (count === 1) return 0;
  const hash = Math.imul(index + 1, 0x9e3779b1) >>> 8;
  return (before + 1 + (hash % (count - 1))) % count;
}

function paintEmpty(size: Size, scene: Scene): FinePicture {
  const fine = createFinePicture(size.width, size.height);
  const band = createCanvas(size, { left: 0, top: 0, width: size.width, height: BAND_ROWS });
  for (let top = 0; top < size.height; top += BAND_ROWS) {
    const height = Math.min(BAND_ROWS, size.height - top);
    const canvas = { ...band, top, height };
    scene.paint(canvas);
    convert(canvas, fine, top);
  }
  return fine;
}

function withGrain(fine: FinePicture, luma: Int16Array, chroma: Int16Array, index: number): Background {
  const planes = [fine.y, fine.u, fine.v].map((plane, number) => {
    const pixels = Buffer.alloc(plane.length);
    const salt = index * 48_611 + number * 17_389;
    addGrain(plane, pixels, number === 0 ? luma : chroma, salt);
    return pixels;
  });
  const { width, height } = fine;
  greyStampChroma(planes, [width, width / 2, width / 2], width, height);
  return { width, planes };
}

function copyBackground(target: Target, background: Background): void {
  for (let index = 0; index < 3; index++) {
    const from = background.planes[index]!;
    const into = target.planes[index]!;
    const stride = target.strides[index]!;
    const width = index === 0 ? background.width : background.width / 2;
    if (stride === width) {
      from.copy(into, 0, 0, from.length);
      continue;
    }
    for (let at = 0, to = 0; at < from.length; at += width, to += stride) from.copy(into, to, at, at + width);
  }
}

/** A person: parts that are moved against each other. */
interface Puppet {
  draw(target: Target, timeS: number, variant: number): void;
  prepare(): boolean;
}

function createPuppet(size: Size, figure: Figure, grains: readonly Int16Array[]): Puppet {
  const cut = (bounds: Bounds, paint: (canvas: Canvas) => void, variants = grains): Sprite =>
    createSprite(size, bounds, variants, paint);
  const body = cut(bodyBounds(figure), (canvas) => paintBody(canvas, figure));
  const skull = cut(headBounds(figure), (canvas) => paintSkull(canvas, figure));
  const fringe = cut(headBounds(figure), (canvas) => paintFringe(canvas, figure));
  const faces: (Sprite | undefined)[] = Array.from({ length: 6 });
  const arms: (Sprite | undefined)[] = Array.from({ length: ARM_POSES });
  // Two noises do for the poses of an arm, of which there are many and which rarely rest.
  const fewGrains = grains.slice(0, 2);
  const pose = createPose();
  const place: Placement = {
    dx: 0,
    dy: 0,
    lean: 0,
    bend: bendOf(size, figure),
    tilt: 0,
    pivot: neckOf(figure) * size.height,
  };
  const turnPixels = skullRadius(figure) * size.height;

  const paintFacePose = (index: number): Sprite => {
    const expression = { mouth: (index >> 1) as 0 | 1 | 2, eyesOpen: index % 2 === 0 };
    const sprite = cut(headBounds(figure), (canvas) => paintFace(canvas, figure, expression));
    faces[index] = sprite;
    return sprite;
  };
  const paintArmPose = (index: number): void => {
    const at = index / (ARM_POSES - 1);
    arms[index] = cut(armBounds(figure, at), (canvas) => paintArm(canvas, figure, at), fewGrains);
  };
  paintArmPose(0);

  return {
    draw: (target, timeS, variant) => {
      poseAt(figure, timeS, pose);
      const { height } = size;
      place.lean = pose.lean * height;
      place.tilt = 0;
      place.dx = 0;
      place.dy = 0;
      drawSprite(target, body, place, variant);
      drawHead(target, variant, height);
      place.tilt = 0;
      place.dx = 0;
      place.dy = Math.round(pose.breath * 0.5 * height);
      drawSprite(target, nearest(arms, Math.round(pose.arm * (ARM_POSES - 1))), place, variant);
    },
    prepare: () => {
      const next = nextArm(arms);
      const expression = faces.findIndex((sprite) => !sprite);
      if (expression >= 0) paintFacePose(expression);
      else if (next >= 0) paintArmPose(next);
      return expression >= 0 || next >= 0;
    },
  };

  function drawHead(target: Target, variant: number, height: number): void {
    place.tilt = pose.tilt;
    place.dy = Math.round((pose.breath + pose.nod) * height);
    drawSprite(target, skull, place, variant);
    place.dx = pose.turn * 0.24 * turnPixels;
    const expression = pose.mouth * 2 + (pose.eyesOpen ? 0 : 1);
    drawSprite(target, faces[expression] ?? paintFacePose(expression), place, variant);
    place.dx = pose.turn * 0.05 * turnPixels;
    drawSprite(target, fringe, place, variant);
  }
}

function bodyBounds(figure: Figure): Bounds {
  const { x, y } = frameOf(figure);
  return { u0: x(-0.2), v0: y(0.11), u1: x(0.2), v1: y(1.005) };
}

/** How much of the lean each row of the picture takes part in: none at the feet, all at the crown, more above the hips. */
function bendOf(size: Size, figure: Figure): Float64Array {
  const bend = new Float64Array(size.height);
  for (let row = 0; row < size.height; row++) {
    const up = Math.max(0, (figure.feet - (row + 0.5) / size.height) / figure.height);
    bend[row] = up ** 1.4;
  }
  return bend;
}

/** The next pose to paint: every eighth first, then those between, so that the arm moves soon and smoothly later. */
function nextArm(arms: readonly (Sprite | undefined)[]): number {
  for (let step = 8; step >= 1; step >>= 1) {
    for (let index = 0; index < arms.length; index += step) if (!arms[index]) return index;
  }
  return -1;
}

function nearest(arms: readonly (Sprite | undefined)[], wanted: number): Sprite {
  for (let off = 0; off < arms.length; off++) {
    const sprite = arms[wanted - off] ?? arms[wanted + off];
    if (sprite) return sprite;
  }
  return arms[0]!;
}
