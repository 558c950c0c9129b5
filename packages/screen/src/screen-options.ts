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
