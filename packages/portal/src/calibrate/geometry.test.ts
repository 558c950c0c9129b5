import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  fovFromObject,
  placePicture,
  type Rect,
  type ScreenMeasures,
  type View,
  viewOf,
} from './geometry.ts';

const number = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true, noDefaultInfinity: true });
const anyView: fc.Arbitrary<View> = fc.record({ pictureHeightM: number(0.05, 20), bottomM: number(-10, 5) });
const anyScreen: fc.Arbitrary<ScreenMeasures> = fc.record({
  widthM: number(0.1, 20),
  heightM: number(0.1, 20),
  bottomM: number(-1, 5),
});
const anyAspect = number(0.2, 5);
const near = (left: number, right: number): boolean => Math.abs(left - right) < 1e-9 * (1 + Math.abs(left));

test('property: a point over there lands as high above the floor, and as far from the middle, over here', () => {
  fc.assert(
    fc.property(anyView, anyAspect, anyScreen, number(0, 1), number(0, 1), (view, aspect, screen, u, v) => {
      const placed = placePicture(view, aspect, screen);
      if (placed === undefined) return;
      const { source, target } = placed;
      const inPicture = at(source, u, v);
      const onScreen = at(target, u, v);
      const heightThere = view.bottomM + (1 - inPicture.y) * view.pictureHeightM;
      const heightHere = screen.bottomM + (1 - onScreen.y) * screen.heightM;
      const asideThere = (inPicture.x - 0.5) * view.pictureHeightM * aspect;
      const asideHere = (onScreen.x - 0.5) * screen.widthM;
      assert.ok(Math.abs(heightThere - heightHere) < 1e-6, `${heightThere} m is shown at ${heightHere} m`);
      assert.ok(Math.abs(asideThere - asideHere) < 1e-6, `${asideThere} m aside is ${asideHere} m`);
    }),
  );
});

test('property: a metre is a metre, upwards and sideways', () => {
  fc.assert(
    fc.property(anyView, anyAspect, anyScreen, (view, aspect, screen) => {
      const placed = placePicture(view, aspect, screen);
      if (placed === undefined) return;
      const { source, target } = placed;
      assert.ok(near(source.height * view.pictureHeightM, target.height * screen.heightM));
      assert.ok(near(source.width * view.pictureHeightM * aspect, target.width * screen.widthM));
    }),
  );
});

test('property: both parts are inside; nothing is left out that would fit', () => {
  fc.assert(
    fc.property(anyView, anyAspect, anyScreen, (view, aspect, screen) => {
      const placed = placePicture(view, aspect, screen);
      const bottomM = Math.max(view.bottomM, screen.bottomM);
      const topM = Math.min(view.bottomM + view.pictureHeightM, screen.bottomM + screen.heightM);
      const largestM = Math.max(view.pictureHeightM, screen.heightM);
      if (topM > bottomM + largestM / 500 && view.pictureHeightM * aspect < 500 * screen.widthM) {
        const isThin = view.pictureHeightM * aspect < screen.widthM / 500;
        assert.ok(placed !== undefined || isThin, 'seen where the two overlap');
      }
      if (topM <= bottomM) assert.equal(placed, undefined);
      if (placed === undefined) return;
      for (const rect of [placed.source, placed.target]) {
        assert.ok(
          rect.x >= 0 && rect.y >= 0 && rect.width >= 1e-3 && rect.height >= 1e-3,
          JSON.stringify(rect),
        );
        assert.ok(rect.x + rect.width <= 1 + 1e-12 && rect.y + rect.height <= 1 + 1e-12);
      }
      assert.ok(near(Math.max(placed.source.width, placed.target.width), 1), 'as wide as picture or screen');
      assert.ok(Math.abs(placed.target.height * screen.heightM - (topM - bottomM)) < 1e-6);
    }),
  );
});

test('property: what is cut off the camera is cut off the view, however the camera is turned', () => {
  const room = { cameraHeightM: 1.5, verticalFovDeg: 60, personDistanceM: 2 };
  const whole = viewOf(room)!;
  const part = number(0, 0.9).chain((start) => number(0.05, 1 - start).map((length) => ({ start, length })));
  fc.assert(
    fc.property(part, part, fc.constantFrom(0, 90, 180, 270), (across, down, rotate) => {
      const crop = { x: across.start, y: down.start, width: across.length, height: down.length };
      const cut = viewOf(room, { crop, rotate })!;
      // Where the camera's corners of the part are in the upright picture, one by one.
      const corners = [0, 1].flatMap((u) => [0, 1].map((v) => turned(at(crop, u, v), rotate).y));
      const topM = whole.bottomM + (1 - Math.min(...corners)) * whole.pictureHeightM;
      const bottomM = whole.bottomM + (1 - Math.max(...corners)) * whole.pictureHeightM;
      assert.ok(Math.abs(cut.bottomM - bottomM) < 1e-9);
      assert.ok(Math.abs(cut.bottomM + cut.pictureHeightM - topM) < 1e-9);
    }),
  );
});

test('a camera at 1.5 m that sees 90° shows 4 m from 2 m away, half a metre of it below the floor', () => {
  const view = viewOf({ cameraHeightM: 1.5, verticalFovDeg: 90, personDistanceM: 2 })!;
  assert.ok(near(view.pictureHeightM, 4));
  assert.ok(near(view.bottomM, -0.5));
});

test('an eye at 1.6 m is at 1.6 m on a screen that begins at 0.4 m', () => {
  const view = { pictureHeightM: 2, bottomM: 0.2 };
  const screen = { widthM: 2, heightM: 1.5, bottomM: 0.4 };
  const { source, target } = placePicture(view, 1, screen)!;
  const eyeInPicture = (0.2 + 2 - 1.6) / 2;
  const eyeOnScreen = target.y + ((eyeInPicture - source.y) / source.height) * target.height;
  assert.ok(near(0.4 + (1 - eyeOnScreen) * 1.5, 1.6));
  assert.deepEqual([source.x, source.width, target.x, target.width], [0, 1, 0, 1]);
});

test('a picture wholly above the screen is not placed', () => {
  assert.equal(
    placePicture({ pictureHeightM: 1, bottomM: 3 }, 1, { widthM: 1, heightM: 1, bottomM: 0 }),
    undefined,
  );
});

test('nothing is known of a view while a measure is missing', () => {
  assert.equal(viewOf({ cameraHeightM: 1.5, verticalFovDeg: 60 }), undefined);
  assert.equal(viewOf({ personDistanceM: 2, verticalFovDeg: 60 }), undefined);
  assert.equal(viewOf({ cameraHeightM: 1.5, personDistanceM: 2 }), undefined);
});

test('property: a field of view is found from a sheet of paper', () => {
  fc.assert(
    fc.property(number(10, 120), number(0.3, 5), number(0.05, 1), (fovDeg, distanceM, share) => {
      const pictureM = 2 * distanceM * Math.tan((fovDeg * Math.PI) / 360);
      assert.ok(Math.abs(fovFromObject(pictureM * share, distanceM, share) - fovDeg) < 1e-9);
    }),
  );
});

function at(rect: Rect, u: number, v: number): { x: number; y: number } {
  return { x: rect.x + u * rect.width, y: rect.y + v * rect.height };
}

/** Where a point of a picture is after a clockwise turn. */
function turned({ x, y }: { x: number; y: number }, degrees: number): { x: number; y: number } {
  if (degrees === 90) return { x: 1 - y, y: x };
  if (degrees === 180) return { x: 1 - x, y: 1 - y };
  return degrees === 270 ? { x: y, y: 1 - x } : { x, y };
}
