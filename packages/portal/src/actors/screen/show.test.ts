import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nowUs } from '@ajar/actor';
import { allocateFrame, openVideoEncoder, type VideoCodec } from '@ajar/media';
import type { PictureScreen } from '@ajar/screen';
import { newHead } from '../../wire/media-message.ts';
import { KeyframeGate } from '../keyframe-gate.ts';
import type { Stage } from './relay.ts';
import { openShow, type ShowOptions } from './show.ts';
import { PictureTally } from './tally.ts';

const size = { width: 320, height: 192 };
const frames = 110;
const lostAt = 40;

test('a lost picture is repaired by intra refresh or a keyframe, whichever is sooner, and nothing broken is shown', async (t) => {
  const wave = await notShown(undefined);
  t.diagnostic(`pictures not shown after one was lost: ${wave} without any keyframe`);
  assert.ok(wave > 0 && wave <= 64, `${wave} pictures until the wave had crossed`);
  for (const keyframeAfter of [1, 6, 12, wave + 5]) {
    const missing = await notShown(keyframeAfter);
    t.diagnostic(`a keyframe ${keyframeAfter} pictures later: ${missing}`);
    assert.equal(missing, Math.min(wave, keyframeAfter - 1));
  }
});

test('with show-broken every picture that decodes is shown', async () => {
  await using show = await opened({ present: 'now', showBroken: true });
  for (const picture of stream('h264', {})) if (picture.number !== lostAt) await show.takeAndWait(picture);
  assert.equal(show.prepared.length, frames - 1);
  assert.equal(show.tally.broken, 0);
});

test('another codec from a keyframe on takes another decoder', async () => {
  await using show = await opened({ present: 'now', showBroken: false });
  const first = stream('h264', {});
  for (const picture of first) await show.takeAndWait(picture);
  for (const picture of stream('hevc', {})) {
    await show.takeAndWait({ ...picture, number: picture.number + frames });
  }
  assert.equal(show.prepared.length, 2 * frames);
  assert.equal(show.tally.undecodable, 0);
});

test('what cannot be decoded is counted, and does no harm', async () => {
  await using show = await opened({ present: 'now', showBroken: false });
  const [key, ...rest] = stream('h264', {});
  for (const picture of rest) assert.equal(show.take(picture), false);
  assert.equal(show.tally.undecodable, rest.length);
  assert.equal(await show.takeAndWait(key!), true);
  assert.equal(show.take({ ...key!, data: new Uint8Array(0) }), false);
  assert.equal(show.take({ ...key!, data: Uint8Array.of(9, 9, 9, 9) }), false);
  assert.equal(show.prepared.length, 1);
});

test('of pictures that come together the newest is presented, the others are overtaken', async () => {
  await using show = await opened({ present: 'now', showBroken: false });
  for (const picture of stream('h264', {}).slice(0, 5)) show.take(picture);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(show.presented, [4]);
  assert.deepEqual(show.prepared, [4], 'what is not shown is not uploaded');
  assert.equal(show.tally.late, 4);
});

test('smooth uploads at once and presents when it is due', async () => {
  await using show = await opened({ present: 'smooth', showBroken: false });
  // Each has been on its way for an interval less than the one before: the last one is the earliest of all.
  for (const picture of stream('h264', {}).slice(0, 21)) show.take(picture, 1 + picture.number * 16_667);
  const takenUs = nowUs();
  assert.equal(show.prepared.at(-1), 20);
  assert.notEqual(show.presented.at(-1), 20);
  while (show.presented.at(-1) !== 20) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.ok(nowUs() - takenUs >= 10_000, `after ${nowUs() - takenUs} µs`);
});

test('a screen that fails is told, and ends nothing', async () => {
  await using show = await opened({ present: 'now', showBroken: false });
  show.breakDown();
  for (const picture of stream('h264', {}).slice(0, 2)) await show.takeAndWait(picture);
  assert.deepEqual(show.failures, ['the monitor is gone', 'the monitor is gone']);
});

interface Coded {
  readonly number: number;
  readonly keyframe: boolean;
  readonly data: Uint8Array;
}

/** How many pictures are not shown when one is lost and a keyframe comes so many pictures later. */
async function notShown(keyframeAfter: number | undefined): Promise<number> {
  await using show = await opened({ present: 'now', showBroken: false });
  const keyframeAt = keyframeAfter === undefined ? undefined : lostAt + keyframeAfter;
  for (const picture of stream('h264', { keyframeAt }))
    if (picture.number !== lostAt) await show.takeAndWait(picture);
  return frames - 1 - show.prepared.length;
}

const streams = new Map<string, readonly Coded[]>();

/** A moving gradient, really encoded. */
function stream(codec: VideoCodec, { keyframeAt }: { keyframeAt?: number | undefined }): readonly Coded[] {
  const known = streams.get(`${codec} ${keyframeAt}`);
  if (known) return known;
  const name = codec === 'h264' ? 'libx264' : 'libx265';
  const encoder = openVideoEncoder({ size, fps: 60, bitrateBps: 2_000_000, threads: 1, name });
  const frame = allocateFrame(size);
  const made: Coded[] = [];
  for (let number = 0; number < frames; number++) {
    const [luma, ...chroma] = frame.data!;
    const stride = frame.linesize[0]!;
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) luma![y * stride + x] = 40 + ((x * 3 + y + number * 5) & 127);
    }
    for (const plane of chroma) plane.fill(128);
    const picture = encoder.encode(frame, number * 16_667, { keyframe: number === keyframeAt });
    assert.ok(picture);
    made.push({ number, keyframe: picture.keyframe, data: new Uint8Array(picture.data) });
  }
  encoder.close();
  frame.free();
  streams.set(`${codec} ${keyframeAt}`, made);
  return made;
}

interface Opened extends AsyncDisposable {
  readonly tally: PictureTally;
  readonly prepared: number[];
  readonly presented: number[];
  readonly failures: string[];
  take(picture: Coded, capturedUs?: number): boolean;
  /** As if the next one came some time later. */
  takeAndWait(picture: Coded): Promise<boolean>;
  breakDown(): void;
}

/** A stage on a screen that only takes notes, behind a gate as in the screen's actor. */
async function opened(options: ShowOptions): Promise<Opened> {
  const tally = new PictureTally();
  const prepared: number[] = [];
  const presented: number[] = [];
  const failures: string[] = [];
  let isBroken = false;
  const screen: PictureScreen = {
    wantsDecoded: true,
    description: 'notes',
    dropped: 0,
    prepare(_picture, { number }) {
      if (isBroken) throw new Error('the monitor is gone');
      prepared.push(number);
    },
    present() {
      presented.push(prepared.at(-1)!);
      return 1;
    },
    overlay() {},
    place() {},
    show: () => undefined,
    pump: () => undefined,
    close: async () => {},
  };
  const stage: Stage = await openShow(screen, tally, options, {
    onPicture() {},
    onPresented() {},
    onQuit() {},
    onFailed: (message) => failures.push(message),
  });
  const gate = new KeyframeGate();
  const head = newHead();
  const opened = {
    tally,
    prepared,
    presented,
    failures,
    async takeAndWait(picture: Coded) {
      const isWhole = opened.take(picture);
      await new Promise((resolve) => setImmediate(resolve));
      return isWhole;
    },
    take({ number, keyframe, data }: Coded, capturedUs = 0) {
      head.capturedUs = capturedUs;
      head.number = number;
      head.keyframe = keyframe;
      gate.admit(number, keyframe);
      const isWhole = stage.picture(head, data);
      if (isWhole) gate.opens(number);
      else gate.shut();
      return isWhole;
    },
    breakDown() {
      isBroken = true;
    },
    async [Symbol.asyncDispose]() {
      stage.close();
    },
  };
  return opened;
}
