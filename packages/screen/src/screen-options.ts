import type { Rect } from './screen.ts';
import type { VideoCodec } from './video-codec.ts';

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
  /**
   * Index, name or part of the name of the monitor to open on and to cover in full screen. While it is unplugged the
   * picture goes on in a window elsewhere, and returns with it. Default: the one that the window is on.
   */
  readonly monitor?: string | number;
  /** Default false. */
  readonly fullscreen?: boolean;
  /** Wait for the refresh of the monitor: no tearing, up to one refresh later. Default false. */
  readonly vsync?: boolean;
  /** Default `auto`: a graphics card where there is one. */
  readonly renderer?: 'auto' | 'accelerated' | 'software';
  /** The part of the picture that is shown, in fractions of it. Default: all. */
  readonly crop?: Rect;
  /**
   * Where on the screen the corners of the image go, for a projector that stands askew: x and y each, clockwise from the
   * upper left, in fractions of the screen, −1…2. Default: where they are.
   */
  readonly keystone?: readonly number[];
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
  /** What all pages decode has changed. A page that has not told yet is taken to decode H.264. */
  readonly codecsChanged?: (codecs: readonly VideoCodec[]) => void;
  /** Least time between two wishes for a keyframe, milliseconds. Default 500. */
  readonly keyframeIntervalMs?: number;
  /** Most pages at once. Default 16. */
  readonly maxViewers?: number;
}

export interface ScreenOptions extends WindowScreenOptions, FileScreenOptions, BrowserScreenOptions {}
