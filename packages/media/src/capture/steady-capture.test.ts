import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Frame } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { Capture, CapturedPicture, CaptureWarning } from './capture.ts';
import { checkOptions } from './options.ts';
import { createPicture } from './picture.ts';
import { createSteadyCapture, openSteadyCapture } from './steady-capture.ts';

const SIZE = { width: 320, height: 180 };
const NAME = 'v4l2:/dev/video9';

test('a camera that goes is black with a note at once, and comes back by itself', async (t) => {
  const world = await begin(t);
  world.camera().shoot();
  assert.equal((await world.next()).note, undefined);
  world.present = false;
  const pending = world.next();
  world.camera().fail(new MediaError('not-found', `${NAME} has gone: No such device`));
  const black = await pending;
  assert.equal(black.note, `no picture: ${NAME} has gone: No such device; waiting for it`);
  assert.ok(brightPixels(black.frame) > 100, 'the note is drawn');
  assert.deepEqual([black.frame.width, black.frame.height], [SIZE.width, SIZE.height]);
  await world.pass(10_000);
  assert.ok(world.opened() >= 10, `tried ${world.opened()} times in 10 s`);
  world.present = true;
  await world.pass(1100);
  world.camera().shoot();
  const back = await world.nextWithoutNote();
  assert.ok(back.capturedUs >= black.capturedUs);
  for (let count = 0; count < 45; count++) {
    await world.pass(25);
    world.camera().shoot();
    assert.equal((await world.next()).note, undefined);
  }
  assert.deepEqual(
    world.warnings.map(({ message }) => message),
    [`${NAME} has gone: No such device; black until it is back`, `${NAME} is back: a camera`],
  );
});

test('a camera that falls silent is black within a second, is closed and opened again', async (t) => {
  const world = await begin(t);
  world.camera().shoot();
  await world.next();
  const silent = world.camera();
  const startUs = world.us();
  const pending = world.next();
  await world.pass(1000);
  const { note, capturedUs } = await pending;
  assert.match(note!, /has sent no picture for 0\.\d s; it is opened again; waiting for it/);
  assert.ok(capturedUs - startUs <= 1e6, `${capturedUs - startUs} µs`);
  assert.ok(silent.closed);
  await world.pass(1100);
  world.camera().shoot();
  await world.nextWithoutNote();
});

test('a camera whose driver hangs in closing is left alone', async (t) => {
  const world = await begin(t);
  world.camera().shoot();
  await world.next();
  world.camera().hangs = true;
  const pending = world.next();
  await world.pass(1000);
  assert.ok((await pending).note);
  await world.pass(3000);
  assert.equal(world.opened(), 2);
  world.camera().shoot();
  await world.nextWithoutNote();
});

test('slow frame rates and late callers are not taken for silence', async (t) => {
  const world = await begin(t, { fps: 1 });
  world.camera().shoot();
  await world.next();
  const pending = world.next();
  await world.pass(2900);
  world.camera().shoot();
  assert.equal((await pending).note, undefined);
  await world.pass(60_000);
  const afterPause = world.next();
  await world.pass(2000);
  world.camera().shoot();
  assert.equal((await afterPause).note, undefined);
  assert.equal(world.opened(), 1);
});

test('a machine that slept does not blame the camera', async (t) => {
  const world = await begin(t);
  world.camera().shoot();
  await world.next();
  const pending = world.next();
  await world.sleepThrough(3600e6);
  world.camera().shoot();
  assert.equal((await pending).note, undefined);
  assert.equal(world.opened(), 1);
});

test('a camera has time for its first picture, with a note after a second', async (t) => {
  const world = await begin(t);
  const pending = world.next();
  await world.pass(1000);
  assert.match((await pending).note!, /has sent no picture yet/);
  await world.pass(3000);
  assert.equal(world.opened(), 1);
  world.camera().shoot();
  await world.nextWithoutNote();
});

test('a camera that returns with another size is fitted into the first, and counts go on', async (t) => {
  const world = await begin(t);
  world.camera().shoot();
  await world.next();
  world.camera().lateCount = 3;
  world.size = { width: 180, height: 320 };
  const pending = world.next();
  world.camera().fail(new Error('gone'));
  await pending;
  await world.pass(500);
  world.camera().lateCount = 4;
  world.camera().shoot();
  const { frame } = await world.nextWithoutNote();
  assert.deepEqual([frame.width, frame.height], [SIZE.width, SIZE.height]);
  assert.deepEqual([world.capture.skipped, world.capture.drops.late], [7, 7]);
});

test('notes come four times a second while a camera is away, and closing ends the wait', async (t) => {
  const world = await begin(t);
  world.present = false;
  const pending = world.next();
  world.camera().fail(new Error('gone'));
  await pending;
  let notes = 0;
  const waiting = (async () => {
    while (await world.capture.next()) notes++;
  })();
  await world.pass(10_000);
  assert.ok(notes >= 30 && notes <= 41, `${notes} notes in 10 s`);
  await world.capture.close();
  await waiting;
  assert.equal(await world.capture.next(), null);
});

test('the first opening fails as it does without', async () => {
  await assert.rejects(openSteadyCapture('file:/nowhere/room.mp4', { nowUs: () => 0 }), /does not exist/);
});

/** A world in virtual time with one camera in it. */
interface World {
  readonly capture: Capture;
  readonly warnings: CaptureWarning[];
  /** Whether the camera can be opened. */
  present: boolean;
  size: typeof SIZE;
  opened(): number;
  /** As it was last opened. */
  camera(): FakeCamera;
  us(): number;
  next(): Promise<CapturedPicture>;
  nextWithoutNote(): Promise<CapturedPicture>;
  pass(ms: number): Promise<void>;
  sleepThrough(us: number): Promise<void>;
}

async function begin(t: TestContext, { fps = 30 } = {}): Promise<World> {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  let us = 1e9;
  let opened = 0;
  let camera: FakeCamera | undefined;
  const warnings: CaptureWarning[] = [];
  const open = async (): Promise<Capture> => {
    opened++;
    if (!world.present) throw new MediaError('not-found', `${NAME} does not exist; present: none`);
    camera = new FakeCamera(t, world.size, fps, () => us);
    return camera;
  };
  const world = { present: true, size: SIZE };
  const onWarning = (warning: CaptureWarning): void => void warnings.push(warning);
  const options = checkOptions({ nowUs: () => us, fps, onWarning });
  const capture = await createSteadyCapture(NAME, open, options);
  t.after(async () => {
    const closing = capture.close();
    t.mock.timers.tick(1000);
    await closing;
  });
  const next = async (): Promise<CapturedPicture> => (await capture.next())!;
  return Object.assign(world, {
    capture,
    warnings,
    opened: () => opened,
    camera: () => camera!,
    us: () => us,
    next,
    nextWithoutNote: async () => {
      let picture = await next();
      while (picture.note !== undefined) picture = await next();
      return picture;
    },
    pass: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 25) {
        us += 25_000;
        t.mock.timers.tick(25);
        await turn();
      }
    },
    sleepThrough: async (sleptUs: number) => {
      us += sleptUs;
      t.mock.timers.tick(50);
      await turn();
    },
  });
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

class FakeCamera implements Capture {
  readonly description = 'a camera';
  readonly size: typeof SIZE;
  readonly fps: number;
  lateCount = 0;
  closed = false;
  hangs = false;
  readonly #frame: Frame;
  readonly #nowUs: () => number;
  #ready = 0;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(t: TestContext, size: typeof SIZE, fps: number, nowUs: () => number) {
    this.size = size;
    this.fps = fps;
    this.#frame = createPicture(size);
    t.after(() => this.#frame.free());
    this.#nowUs = nowUs;
  }

  get skipped(): number {
    return this.lateCount;
  }

  get drops(): { late: number; broken: number } {
    return { late: this.lateCount, broken: 0 };
  }

  shoot(): void {
    this.#ready++;
    this.#wake?.();
  }

  fail(error: Error): void {
    this.#failure = error;
    this.#wake?.();
  }

  async next(): Promise<CapturedPicture | null> {
    while (this.#ready === 0 && !this.#failure && !this.closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.closed) return null;
    if (this.#failure) throw this.#failure;
    this.#ready--;
    return { frame: this.#frame, capturedUs: this.#nowUs() };
  }

  close(): Promise<void> {
    if (this.hangs) return new Promise(() => undefined);
    this.closed = true;
    this.#wake?.();
    return Promise.resolve();
  }
}

function brightPixels(frame: Frame): number {
  let count = 0;
  for (const level of frame.data![0]!) if (level > 100) count++;
  return count;
}
