import type { Size } from '../size.ts';
import { armBounds, paintArm } from './arm.ts';
import { frameOf, paintBody } from './body.ts';
import type { Bounds, Canvas } from './canvas.ts';
import type { Figure } from './cast.ts';
import { headBounds, neckOf, paintFace, paintFringe, paintSkull, skullRadius } from './head.ts';
import { createPose, poseAt } from './motion.ts';
import { drawRow, type Grains, paintSprite, type Sprite, type Target } from './sprite.ts';

/** A person: parts that are moved against each other. */
export interface Puppet {
  /** Takes the pose of a moment. */
  pose(timeS: number): void;
  /** Draws what of the person lies in these rows of luma (both even) and their chroma. */
  draw(target: Target, top: number, bottom: number, variant: number): void;
  /** Paints what is missing, in steps of about a millisecond at most. Until then it makes do with what is there. */
  prepare(): Generator<void>;
}

const ARM_POSES = 36;
const EXPRESSIONS = 6;

/** Where a part of a puppet is: how far down, to the right, and aslant. */
interface Part {
  sprite: Sprite;
  dy: number;
  dx: number;
  tilt: number;
}

/** A person with one face and one pose of its arm. */
export function createPuppet(size: Size, figure: Figure, grains: Grains): Puppet {
  const cut = (bounds: Bounds, paint: (canvas: Canvas) => void): Generator<void, Sprite> =>
    paintSprite(size, bounds, grains, paint);
  const cutFace = (index: number): Generator<void, Sprite> => {
    const expression = { mouth: (index >> 1) as 0 | 1 | 2, eyesOpen: index % 2 === 0 };
    return cut(headBounds(figure), (canvas) => paintFace(canvas, figure, expression));
  };
  const cutArm = (index: number): Generator<void, Sprite> => {
    const at = index / (ARM_POSES - 1);
    return cut(armBounds(figure, at), (canvas) => paintArm(canvas, figure, at));
  };
  const faces: (Sprite | undefined)[] = Array.from({ length: EXPRESSIONS });
  const arms: (Sprite | undefined)[] = Array.from({ length: ARM_POSES });
  const face: Part = still(finish(cutFace(0)));
  const arm: Part = still(finish(cutArm(0)));
  faces[0] = face.sprite;
  arms[0] = arm.sprite;
  const body = still(finish(cut(bodyBounds(figure), (canvas) => paintBody(canvas, figure))));
  const skull = still(finish(cut(headBounds(figure), (canvas) => paintSkull(canvas, figure))));
  const fringe = still(finish(cut(headBounds(figure), (canvas) => paintFringe(canvas, figure))));
  const parts: readonly Part[] = [body, skull, face, fringe, arm];

  const now = createPose();
  const { height } = size;
  const bend = bendOf(size, figure);
  const pivot = neckOf(figure) * height;
  const turnPixels = skullRadius(figure) * height;

  return {
    pose: (timeS) => {
      poseAt(figure, timeS, now);
      const nod = Math.round((now.breath + now.nod) * height);
      for (const part of [skull, face, fringe]) {
        part.dy = nod;
        part.tilt = now.tilt;
      }
      face.sprite = faces[now.mouth * 2 + (now.eyesOpen ? 0 : 1)] ?? face.sprite;
      face.dx = now.turn * 0.24 * turnPixels;
      fringe.dx = now.turn * 0.05 * turnPixels;
      arm.sprite = nearest(arms, Math.round(now.arm * (ARM_POSES - 1)));
      arm.dy = Math.round(now.breath * 0.5 * height);
    },
    draw: (target, top, bottom, variant) => {
      for (const part of parts) drawPart(target, part, top, bottom, variant);
    },
    *prepare() {
      for (let index = 0; index < EXPRESSIONS; index++) faces[index] ??= yield* cutFace(index);
      for (const index of armOrder()) arms[index] ??= yield* cutArm(index);
    },
  };

  function drawPart(target: Target, part: Part, top: number, bottom: number, variant: number): void {
    const { sprite } = part;
    const { luma, chroma } = sprite;
    const up = sprite.top + part.dy;
    const first = Math.max(top, up);
    const last = Math.min(bottom, up + luma.height);
    if (first >= last) return;
    const { planes, strides, width } = target;
    const pixels = sprite.y[variant]!;
    for (let row = first; row < last; row++) {
      drawRow(planes[0]!, row * strides[0]!, leftAt(part, row), width, luma, row - up, pixels);
    }
    const half = up >> 1;
    const lastHalf = Math.min(bottom >> 1, half + chroma.height);
    for (let row = Math.max(top >> 1, half); row < lastHalf; row++) {
      const left = leftAt(part, 2 * row) >> 1;
      drawRow(planes[1]!, row * strides[1]!, left, width >> 1, chroma, row - half, sprite.u[variant]!);
      drawRow(planes[2]!, row * strides[2]!, left, width >> 1, chroma, row - half, sprite.v[variant]!);
    }
  }

  /** Where column 0 of a part comes to lie in a row of the picture. */
  function leftAt({ sprite, dx, tilt }: Part, row: number): number {
    return Math.round(sprite.left + dx + now.lean * height * bend[row]! + tilt * (pivot - row));
  }
}

function still(sprite: Sprite): Part {
  return { sprite, dx: 0, dy: 0, tilt: 0 };
}

/** Runs all of a painting at once. */
function finish(painting: Generator<void, Sprite>): Sprite {
  for (;;) {
    const step = painting.next();
    if (step.done) return step.value;
  }
}

function bodyBounds(figure: Figure): Bounds {
  const { x, y } = frameOf(figure);
  return { u0: x(-0.2), v0: y(0.11), u1: x(0.2), v1: y(1.005) };
}

/** How much of the lean each row of the picture takes part in: none at the feet, all at the crown, more above the hips. */
function bendOf(size: Size, figure: Figure): Float64Array {
  return Float64Array.from({ length: size.height }, (_, row) => {
    const up = Math.max(0, (figure.feet - (row + 0.5) / size.height) / figure.height);
    return up ** 1.4;
  });
}

/** Every eighth pose first, then those between, so that the arm moves soon and smoothly later. */
function armOrder(): number[] {
  const order: number[] = [];
  for (let step = 8; step >= 1; step >>= 1) {
    for (let index = 0; index < ARM_POSES; index += step) if (!order.includes(index)) order.push(index);
  }
  return order;
}

/** The pose that is there and nearest to the one wanted. */
function nearest(arms: readonly (Sprite | undefined)[], wanted: number): Sprite {
  for (let off = 0; off < arms.length; off++) {
    const sprite = arms[wanted - off] ?? arms[wanted + off];
    if (sprite) return sprite;
  }
  return arms[0]!;
}
