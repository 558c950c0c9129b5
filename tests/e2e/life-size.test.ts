import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nowUs } from '@ajar/actor';
import { type Capture, findStamp, openCapture, stampBox } from '@ajar/media';
import { ajar, scratch } from './stage/ajar.ts';
import { openDoor } from './stage/door.ts';
import { grabbed } from './stage/screenshot.ts';
import { whyNoX, XServer } from './stage/x-server.ts';

const monitor = { width: 1280, height: 720 };
/** 400 pixels to a metre, either way. */
const wall = { widthM: 3.2, heightM: 1.8, bottomM: 0.4 };
const pixelsPerMetre = 400;
const picture = { width: 960, height: 540 };

test('a metre over there is a metre over here, at the same height, also when the screen is hung elsewhere', async (t) => {
  const missing = whyNoX();
  if (missing !== undefined) return t.skip(missing);
  using place = scratch();
  await using x = await XServer.start(monitor.width, monitor.height);
  // 90° from 0.75 m away: 1.5 m of the room, from 0.5 m above the floor to 2 m.
  const camera = ['--camera-height', '1.25', '--vertical-fov', '90', '--person-distance', '0.75'];
  const seen = { heightM: 1.5, topM: 2 };
  await calibrate(place.path('first-state'), camera);
  await calibrate(place.path('second-state'), screenFlags(wall.bottomM));
  await using door = await openDoor(
    place,
    [
      '--video-in',
      'test:room',
      '--size',
      `${picture.width}x${picture.height}`,
      '--fps',
      '15',
      '--bitrate',
      '8M',
    ],
    ['--video-out', `window:${x.display}`],
  );
  const eye = await openCapture(`x11:${x.display}`, { nowUs, fps: 10 });
  const metresPerPixel = seen.heightM / picture.height;
  const box = stampBox(picture.width, picture.height)!;

  for (const bottomM of [wall.bottomM, 0.3, 0.9]) {
    if (bottomM !== wall.bottomM) await calibrate(place.path('second-state'), screenFlags(bottomM));
    // A stamp is found by its first finder, a cell from its left end.
    const aside = (box.x + box.cell - picture.width / 2) * metresPerPixel * pixelsPerMetre;
    const expected = {
      x: monitor.width / 2 + aside,
      y: (bottomM + wall.heightM - (seen.topM - box.y * metresPerPixel)) * pixelsPerMetre,
      cell: box.cell * metresPerPixel * pixelsPerMetre,
    };
    const found = await stampNear(eye, expected);
    t.diagnostic(
      `screen from ${bottomM} m: stamp at ${found.x.toFixed(1)},${found.y.toFixed(1)}, ${expected.x.toFixed(1)},${expected.y.toFixed(1)} by the measures`,
    );
    assert.ok(Math.abs(found.cell / expected.cell - 1) < 0.02, 'as large as it is');
    if (bottomM === wall.bottomM) await darkAround(eye);
  }
  await eye.close();
  assert.equal(door.second.status, undefined);
});

/** Looks until the stamp is within 2 pixels of where it has to be; the test's time limit ends a search in vain. */
async function stampNear(
  eye: Capture,
  at: { x: number; y: number },
): Promise<{ x: number; y: number; cell: number }> {
  for (;;) {
    const { rgb, width, height } = await grabbed(eye);
    const found = findStamp(rgb, width, height);
    if (found !== undefined && Math.abs(found.x - at.x) <= 2 && Math.abs(found.y - at.y) <= 2) return found;
  }
}

/** Where the picture ends the wall is black: above 2 m, below 0.5 m, and 1.33 m left and right of the middle. */
async function darkAround(eye: Capture): Promise<void> {
  const { rgb, width } = await grabbed(eye);
  const brightness = (xM: number, yM: number): number => {
    const x = Math.round(monitor.width / 2 + xM * pixelsPerMetre);
    const y = Math.round((wall.bottomM + wall.heightM - yM) * pixelsPerMetre);
    return rgb[(y * width + x) * 3]!;
  };
  for (const [xM, yM] of [
    [0, 2.05],
    [0, 0.45],
    [-1.4, 1.2],
    [1.4, 1.2],
  ] as const) {
    assert.ok(brightness(xM, yM) < 24, `${xM} m, ${yM} m is not black`);
  }
  for (const [xM, yM] of [
    [0, 1.9],
    [0, 0.55],
    [-1.28, 1.2],
    [1.28, 1.2],
  ] as const) {
    assert.ok(brightness(xM, yM) > 24, `${xM} m, ${yM} m is black`);
  }
}

function screenFlags(bottomM: number): string[] {
  return [
    ...['--screen-width', String(wall.widthM), '--screen-height', String(wall.heightM)],
    ...['--screen-bottom', String(bottomM)],
  ];
}

async function calibrate(state: string, flags: readonly string[]): Promise<void> {
  const { status, stderr } = await ajar('calibrate', '--state', state, ...flags);
  assert.equal(status, 0, stderr);
}
