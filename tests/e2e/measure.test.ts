import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nowUs } from '@ajar/actor';
import { type Capture, findStampsInLuma, openCapture } from '@ajar/media';
import { Ajar, ajar, scratch } from './stage/ajar.ts';
import { freePort, openDoor } from './stage/door.ts';
import { whyNoX, XServer } from './stage/x-server.ts';

const size = { width: 960, height: 540 };
/** The upper bits of a flash's stamp. */
const mark = 0x0f_1a5b;

test('measure tells the delay that is seen from outside on both screens', async (t) => {
  const missing = whyNoX();
  if (missing !== undefined) return t.skip(missing);
  using place = scratch();
  await using here = await XServer.start(size.width, size.height);
  await using there = await XServer.start(size.width, size.height);
  const control = `127.0.0.1:${await freePort()}`;
  const video = ['--size', `${size.width}x${size.height}`, '--fps', '30'];
  await using _door = await openDoor(
    place,
    [...video, '--video-in', 'test:room', '--video-out', `window:${here.display}`, '--control', control],
    [...video, '--video-in', `x11:${there.display}`, '--video-out', `window:${there.display}`],
  );
  const [eyeHere, eyeThere] = await Promise.all([
    openCapture(`x11:${here.display}`, { nowUs, fps: 60 }),
    openCapture(`x11:${there.display}`, { nowUs, fps: 60 }),
  ]);
  const watching = { over: false };
  const seen = Promise.all([watch(eyeHere, watching), watch(eyeThere, watching)]);
  await using run = new Ajar(['measure', '--control', control, '--seconds', '8', '--json']);
  const status = await run.ended();
  watching.over = true;
  const [atHere, atThere] = await seen;
  await Promise.all([eyeHere.close(), eyeThere.close()]);
  assert.equal(status, 0, run.stderr);
  const result = JSON.parse(run.stdout);

  const outside = [...atHere].flatMap(([code, hereUs]) =>
    atThere.has(code) ? [(hereUs - atThere.get(code)!) / 1000] : [],
  );
  assert.ok(outside.length >= 5, `${outside.length} flashes seen from outside`);
  const mean = outside.reduce((sum, ms) => sum + ms, 0) / outside.length;
  t.diagnostic(
    `measured ${result.meanMs.toFixed(1)} ms (${result.seen} of ${result.shown} flashes), from outside ${mean.toFixed(1)} ms (${outside.length}), in the mean`,
  );
  t.diagnostic(JSON.stringify(result.stagesMs));
  assert.ok(result.seen >= 5, run.stdout);
  assert.ok(result.shown <= 3 * 8 + 1, 'never more than three flashes a second');
  const sum = Object.values(result.stagesMs as Record<string, number>).reduce((all, ms) => all + ms, 0);
  assert.ok(Math.abs(sum - result.meanMs) < 0.001, 'the stages are all of it');
  // Each of the two eyes is up to a picture of its own late, on a machine that has much to do.
  assert.ok(
    Math.abs(result.meanMs - mean) < 35,
    `${result.meanMs} ms, from outside ${outside.map((ms) => ms.toFixed(0)).join(' ')}`,
  );
});

test('measure says in one line what is in its way', async () => {
  const nobody = await ajar('measure', '--control', `127.0.0.1:${await freePort()}`);
  assert.equal(nobody.status, 2);
  assert.match(nobody.stderr, /^ajar: --control: no portal answers at .*\n$/);
  const short = await ajar('measure', '--seconds', '1');
  assert.equal(short.status, 2);
  assert.match(short.stderr, /^ajar: --seconds: "1" .*\n$/);

  using place = scratch();
  const control = `127.0.0.1:${await freePort()}`;
  await using _door = await openDoor(place, ['--video-out', 'none:', '--control', control], []);
  const dark = await ajar('measure', '--control', control, '--seconds', '3');
  assert.equal(dark.status, 1);
  assert.match(dark.stderr, /^ajar: measure: no flash was shown in the other room: .*\n$/);
});

/** When each flash was first on a screen, by its code. */
async function watch(eye: Capture, until: { readonly over: boolean }): Promise<Map<number, number>> {
  const first = new Map<number, number>();
  while (!until.over) {
    const shot = await eye.next();
    if (shot === null) break;
    const { width, height, data, linesize } = shot.frame;
    const stride = linesize[0]!;
    const rows = 32;
    // The flash is in the middle.
    const middle = data![0]!.subarray(((height - rows) / 2) * stride);
    for (const { value } of findStampsInLuma(middle, stride, width, rows)) {
      if (Math.floor(value / 2 ** 32) === mark && !first.has(value)) first.set(value, shot.capturedUs);
    }
  }
  return first;
}
