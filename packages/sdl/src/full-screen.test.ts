import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { FullScreen } from './full-screen.ts';
import type { Video } from './video.ts';
import type { VideoFunctions } from './video-functions.ts';

type Place = [x: number, y: number, width: number, height: number];

const DESK = { name: 'eDP-1', place: [0, 0, 1920, 1080] as Place };
const WALL = { name: 'HDMI-1', place: [1920, 0, 3840, 2160] as Place };
const BEFORE: Place = [100, 50, 640, 360];

/** A desktop on X11 without a window manager, as SDL tells of it: what the window is told is what it does. */
describe('full screen on a monitor that is unplugged', () => {
  let monitors: (typeof DESK)[];
  let window: Place;
  let cursor: boolean;
  let covers: boolean;
  let video: Video;

  beforeEach(() => {
    monitors = [DESK, WALL];
    window = [...BEFORE];
    cursor = true;
    covers = false;
    const functions: Partial<VideoFunctions> = {
      getNumVideoDisplays: () => monitors.length,
      getDisplayName: (index) => monitors[index]!.name,
      getDesktopDisplayMode: () => -1,
      getDisplayBounds(index, rect) {
        rect.set(monitors[index]!.place);
        return 0;
      },
      getWindowDisplayIndex: () => 0,
      getWindowPosition(_, x, y) {
        [x[0], y[0]] = window;
      },
      getWindowSize(_, width, height) {
        [, , width[0], height[0]] = window;
      },
      setWindowPosition: (_, x, y) => void (window = [x, y, window[2], window[3]]),
      setWindowSize: (_, width, height) => void (window = [window[0], window[1], width, height]),
      setWindowFullscreen(_, flags) {
        covers = flags !== 0;
        return 0;
      },
      showCursor(toggle) {
        cursor = toggle === 1;
        return toggle;
      },
    };
    const library = { check: (status: number) => status };
    video = { library, functions, driver: 'x11', stop() {} } as unknown as Video;
  });

  function assertCovers(monitor: typeof DESK): void {
    assert.deepEqual([window, covers, cursor], [monitor.place, true, false]);
  }

  test('goes on in a window in the middle of what is left, and returns with the monitor', () => {
    const full = new FullScreen(video, 1n, 'HDMI');
    full.enter();
    assertCovers(WALL);
    monitors = [DESK];
    full.monitorsChanged();
    assert.deepEqual([window, covers, cursor], [[640, 360, 640, 360], false, true]);
    assert.equal(full.on, true);
    monitors = [WALL, DESK];
    full.monitorsChanged();
    assertCovers(WALL);
    full.leave();
    assert.deepEqual([window, covers, cursor], [[640, 360, 640, 360], false, true]);
  });

  test('a person who goes back meanwhile is not covered again', () => {
    const full = new FullScreen(video, 1n, 1);
    full.enter();
    monitors = [DESK];
    full.monitorsChanged();
    full.leave();
    monitors = [DESK, WALL];
    full.monitorsChanged();
    assert.equal(covers, false);
    full.enter();
    assertCovers(WALL);
  });

  test('a window is as small as the monitor that is left, in its own shape', () => {
    window = [0, 0, 3200, 1800];
    const full = new FullScreen(video, 1n, 'HDMI-1');
    full.enter();
    monitors = [{ name: 'small', place: [0, 0, 800, 600] }];
    full.monitorsChanged();
    assert.deepEqual(window, [0, 75, 800, 450]);
  });

  test('with no monitor named, the next one is covered, and another size is followed', () => {
    const full = new FullScreen(video, 1n, undefined);
    full.enter();
    assertCovers(DESK);
    monitors = [WALL];
    full.monitorsChanged();
    assertCovers(WALL);
    const smaller = { ...WALL, place: [0, 0, 1280, 720] as Place };
    monitors = [smaller];
    full.monitorsChanged();
    assertCovers(smaller);
    full.leave();
    assert.deepEqual(window, BEFORE);
  });

  test('with every monitor gone nothing moves until one is back', () => {
    const full = new FullScreen(video, 1n, 'HDMI-1');
    full.enter();
    monitors = [];
    full.monitorsChanged();
    assert.equal(full.on, true);
    monitors = [DESK];
    full.monitorsChanged();
    assert.equal(covers, false);
    monitors = [DESK, WALL];
    full.monitorsChanged();
    assertCovers(WALL);
  });
});
