import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import { FLASH_EVERY_US } from '@ajar/media';
import { openProxy, type Proxy } from '@ajar/netlab';
import type { Stats } from '@ajar/portal';
import { openPortals } from '../../g2g/portals.ts';
import { startChild } from '../../video-path/child.ts';
import type { Screen } from '../../x-server.ts';
import type { PulseRooms } from '../path/pulse-rooms.ts';
import { Recorder } from '../path/recorder.ts';
import { beepHeardUs } from './beeps.ts';
import type { EyeConfig } from './eye-job.ts';
import { flashesOf, type Looks } from './flashes.ts';
import { type Event, eventsOf } from './skews.ts';

/** Where a room is looked at and listened to. */
export interface FarRoom {
  readonly screen: Screen;
  readonly rooms: PulseRooms;
}

/** One start of both portals, and what is done to them. Times in s. */
export interface StartPlan {
  /** After the door has opened, before it counts. */
  readonly settleS: number;
  /** That count, after the start and after each reconnect. */
  readonly seconds: number;
  readonly reconnects: number;
  /** How long the network is gone. */
  readonly cutS: number;
  /** After it is back, before it counts. */
  readonly backS: number;
  /** More flags for both portals. */
  readonly flags: readonly string[];
}

/** What came of one start. */
export interface Start {
  /** Before it counts. */
  readonly early: readonly Event[];
  readonly started: readonly Event[];
  readonly reconnected: readonly (readonly Event[])[];
  /** What looking may be off by, of each flash: half of the time between two looks, ms. */
  readonly lookMs: readonly number[];
  /** A second recorder against the first, of each beep, ms. */
  readonly recorderMs: readonly number[];
  /** What the far portal says of the seconds after the start that count. */
  readonly lines: readonly Stats[];
}

/** As the camera has it, and both screens. */
export const size = { width: 1280, height: 720 };
export const fps = 60;
/** The far room's loudspeaker. */
export const speaker = 'far-speaker';
/** Of the recorders only, ms; the second one differs, so that what fragments do to its times shows. */
const recorderLatenciesMs = [20, 10];

/** Opens a door from a synthetic room to a window and a null sink, and looks and listens there. */
export async function takeStart({ screen, rooms }: FarRoom, plan: StartPlan): Promise<Start> {
  const { settleS, seconds, reconnects, cutS, backS, flags } = plan;
  const place = mkdtempSync(join(tmpdir(), 'ajar-bench-'));
  let proxy: Proxy | undefined;
  const eye = startChild<EyeConfig, Looks>(new URL('eye-job.ts', import.meta.url), {
    display: screen.display,
    size,
  });
  const recorders = recorderLatenciesMs.map((ms) => new Recorder(`${speaker}.monitor`, ms, rooms.env));
  try {
    await Promise.all([eye.ready, ...recorders.map((recorder) => recorder.begun())]);
    await using portals = await openPortals(
      place,
      [
        ...['--video-in', 'test:room', '--size', `${size.width}x${size.height}`, '--fps', `${fps}`],
        ...['--video-out', 'none:', '--audio-in', 'test:beep', ...flags],
      ],
      [
        ...['--video-in', 'none:', '--video-out', `window:${screen.display}`],
        ...['--audio-out', `pulse:${speaker}`, ...flags],
      ],
      async (port) => {
        const local = { host: '127.0.0.1' };
        proxy = await openProxy({ listen: { ...local, port: 0 }, to: { ...local, port }, seed: 1 });
        return proxy.address.port;
      },
    );
    await sleep(settleS * 1000);
    const windows: [fromUs: number, toUs: number][] = [];
    const count = async (): Promise<void> => {
      const fromUs = nowUs();
      await sleep(seconds * 1000);
      windows.push([fromUs, nowUs()]);
    };
    const told = portals.stats().second.length;
    await count();
    const lines = portals.stats().second.slice(told);
    for (let reconnect = 0; reconnect < reconnects; reconnect++) {
      proxy!.cut(cutS);
      await sleep((cutS + backS) * 1000);
      await count();
    }
    // What is still on its way.
    await sleep(1000);
    const looks = await eye.finish();
    const [recording, again] = await Promise.all(recorders.map((recorder) => recorder.finish()));
    const flashes = flashesOf(looks, FLASH_EVERY_US, 1e6 / fps);
    const all = eventsOf(flashes, (instantUs) => beepHeardUs(recording!, instantUs));
    const within = ([fromUs, toUs]: readonly [number, number]): Event[] =>
      all.filter(({ instantUs }) => instantUs >= fromUs && instantUs < toUs);
    const [first, ...rest] = windows;
    return {
      early: within([0, first![0]]),
      started: within(first!),
      reconnected: rest.map(within),
      lookMs: flashes.map(({ gapUs }) => gapUs / 2000),
      recorderMs: all.flatMap(({ instantUs, soundMs }) => {
        const heard = beepHeardUs(again!, instantUs);
        return heard === undefined ? [] : (heard - instantUs) / 1000 - soundMs;
      }),
      lines,
    };
  } finally {
    eye.kill();
    for (const recorder of recorders) recorder.kill();
    await proxy?.close();
    rmSync(place, { recursive: true, force: true });
  }
}
