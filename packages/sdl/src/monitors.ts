import { SdlError } from './error.ts';
import { loadSdl } from './library.ts';
import { startVideo, type Video } from './video.ts';

/** One monitor of a desktop. */
export interface Monitor {
  /** From 0, as SDL counts: the primary one first. */
  readonly index: number;
  /** What the system calls it, such as `DELL U2720Q` or `HDMI-1`. */
  readonly name: string;
  /** Where it is on the desktop, and how large: points. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 0 when the system does not say. */
  readonly refreshHz: number;
  /** Pixels to a point: 2 on a HiDPI screen of macOS, 1 where points are pixels. */
  readonly scale: number;
}

/**
 * The monitors of an X display such as `:0`, by default of this session. Throws SdlError `missing` (no SDL2) or
 * `no-display`. While a window is open, those of its display.
 */
export function listMonitors(display?: string): readonly Monitor[] {
  const video = startVideo(loadSdl(), display);
  try {
    return readMonitors(video).map((monitor) =>
      Object.assign(monitor, { scale: scaleOf(video, monitor.index) }),
    );
  } finally {
    video.stop();
  }
}

/** Which of `monitors` is meant: by its index, by its name, or by a part of its name that no other has. */
export function findMonitor<M extends Pick<Monitor, 'index' | 'name'>>(
  monitors: readonly M[],
  wanted: string | number,
): M | undefined {
  const text = String(wanted).trim().toLowerCase();
  if (/^\d+$/.test(text)) {
    const byIndex = monitors.find(({ index }) => index === Number(text));
    if (byIndex !== undefined) return byIndex;
  }
  if (text === '' || typeof wanted === 'number') return undefined;
  const exact = monitors.find(({ name }) => name.toLowerCase() === text);
  if (exact !== undefined) return exact;
  const partly = monitors.filter(({ name }) => name.toLowerCase().includes(text));
  return partly.length === 1 ? partly[0] : undefined;
}

/** As {@link findMonitor}. Throws SdlError `no-monitor` that lists what there is. */
export function requireMonitor<M extends Pick<Monitor, 'index' | 'name'>>(
  monitors: readonly M[],
  wanted: string | number,
): M {
  const found = findMonitor(monitors, wanted);
  if (found !== undefined) return found;
  const list = monitors.map(({ index, name }) => `${index} (${name})`).join(', ');
  throw new SdlError(
    'no-monitor',
    `no single monitor is called ${JSON.stringify(wanted)}: there are ${list}`,
  );
}

/** The monitors as of now, without their scale. */
export function readMonitors({ functions }: Video): readonly Omit<Monitor, 'scale'>[] {
  const count = Math.max(0, functions.getNumVideoDisplays());
  return Array.from({ length: count }, (_, index) => {
    const bounds = new Int32Array(4);
    functions.getDisplayBounds(index, bounds);
    const mode = new Int32Array(MODE_WORDS);
    const refreshHz = functions.getDesktopDisplayMode(index, mode) === 0 ? mode[3]! : 0;
    const [x, y, width, height] = bounds as unknown as readonly [number, number, number, number];
    return { index, name: functions.getDisplayName(index) ?? `${index}`, x, y, width, height, refreshHz };
  });
}

/** Only a window tells; nobody sees this one. X11 and Windows know no points: there it is 1. */
function scaleOf({ functions, driver }: Video, index: number): number {
  if (driver === 'x11' || driver === 'windows') return 1;
  const centred = POSITION_CENTRED | index;
  const window = functions.createWindow('', centred, centred, PROBE_POINTS, PROBE_POINTS, PROBE_FLAGS);
  if (window === null) return 1;
  const [width, height] = [new Int32Array(1), new Int32Array(1)];
  functions.getWindowSizeInPixels?.(window, width, height);
  functions.destroyWindow(window);
  return width[0]! > 0 ? width[0]! / PROBE_POINTS : 1;
}

/** An SDL_DisplayMode: format, width, height, refresh rate, a pointer. */
const MODE_WORDS = 6;
const POSITION_CENTRED = 0x2fff_0000;
const PROBE_POINTS = 64;
/** Hidden, HiDPI allowed. */
const PROBE_FLAGS = 0x2008;
