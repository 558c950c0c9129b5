import { ScreenError } from './error.ts';
import type { Screen } from './screen.ts';

/** What every screen needs. */
interface Clock {
  /** The machine's monotonic clock in microseconds. */
  readonly nowUs: () => number;
}

export interface WindowScreenOptions extends Clock {
  /** Of the window. Default `Ajar`. */
  readonly title?: string;
  /** Inner size in points. Default 1280×720. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Upper left corner in points. Default: where the window manager likes. */
  readonly position?: { readonly x: number; readonly y: number };
  /** Default false. */
  readonly fullscreen?: boolean;
  /** Wait for the refresh of the monitor: no tearing, up to one refresh later. Default false. */
  readonly vsync?: boolean;
  /** Default `auto`: a graphics card where there is one. */
  readonly renderer?: 'auto' | 'accelerated' | 'software';
}

export interface FileScreenOptions extends Clock {
  /** Frame rate that the file's header says, 1…1000. Default 60. The true times are in the list beside it. */
  readonly fps?: number;
}

export interface BrowserScreenOptions extends Clock {
  /** A page showed a frame: its number, when it left the decoder and was shown (µs, this machine's clock), which page. */
  readonly presented?: (number: number, decodedUs: number, presentedUs: number, viewer: number) => void;
  /** A page cannot go on without a keyframe. Called at most once per `keyframeIntervalMs`. */
  readonly keyframeWanted?: () => void;
  /** The number of pages changed. */
  readonly viewersChanged?: (viewers: number) => void;
  /** Least time between two wishes for a keyframe, milliseconds. Default 500. */
  readonly keyframeIntervalMs?: number;
  /** Most pages at once. Default 16. */
  readonly maxViewers?: number;
}

export interface ScreenOptions extends WindowScreenOptions, FileScreenOptions, BrowserScreenOptions {}

/**
 * Opens the screen that `spec` names and loads only what that one needs:
 * `window:` or `window:DISPLAY` (X display such as `:0`), `browser:`, `file:PATH`, `none:`.
 * Throws ScreenError `bad-spec`, `missing`, `no-display`, `file` or `failed`.
 */
export async function openScreen(spec: string, options: ScreenOptions): Promise<Screen> {
  const colon = spec.indexOf(':');
  const kind = colon < 0 ? spec : spec.slice(0, colon);
  const rest = colon < 0 ? '' : spec.slice(colon + 1);
  if (colon < 0) throw badSpec(spec, KINDS.has(kind) ? `say ${kind}:` : KINDS_ADVICE);
  switch (kind) {
    case 'window':
      return openWindow(spec, rest, options);
    case 'file': {
      if (rest === '') throw badSpec(spec, 'say file:PATH');
      const { openFileScreen } = await import('./file/file-screen.ts');
      return openFileScreen(rest, options);
    }
    case 'browser': {
      if (rest !== '') throw badSpec(spec, 'say browser:');
      const { BrowserScreen } = await import('./browser/browser-screen.ts');
      return new BrowserScreen(options);
    }
    case 'none': {
      if (rest !== '') throw badSpec(spec, 'say none:');
      const { NoneScreen } = await import('./none-screen.ts');
      return new NoneScreen(options.nowUs);
    }
    default:
      throw badSpec(spec, KINDS_ADVICE);
  }
}

const KINDS: ReadonlySet<string> = new Set(['window', 'browser', 'file', 'none']);
const KINDS_ADVICE = 'use window:, window:DISPLAY, browser:, file:PATH or none:';

async function openWindow(spec: string, display: string, options: ScreenOptions): Promise<Screen> {
  if (display !== '' && !/^[A-Za-z0-9._/-]*:\d+(\.\d+)?$/.test(display)) {
    const advice = /^\d+$/.test(display) ? `say window::${display}` : 'say window::0, for the X display :0';
    throw badSpec(spec, `${display} is not an X display, ${advice}`);
  }
  const load = import('./window-screen.ts').catch((cause: unknown) => {
    throw new ScreenError('missing', 'windows need koffi, which has no build for this system: use browser:', {
      cause,
    });
  });
  const { WindowScreen } = await load;
  return new WindowScreen(display === '' ? undefined : display, options);
}

function badSpec(spec: string, advice: string): ScreenError {
  return new ScreenError('bad-spec', `no screen is called ${JSON.stringify(spec)}: ${advice}`);
}
