import type { Frame } from 'node-av/lib';
import type { Size } from '../size.ts';

/** One picture from a camera or what stands in for one. */
export interface CapturedPicture {
  /**
   * yuv420p or nv12, BT.709 limited range, of the capture's size. It belongs to the capture and is valid until the next call of `next()`
   * or `close()`; whoever hands it to an encoder must not write into it.
   */
  readonly frame: Frame;
  /** When the picture was taken, µs on the clock given as `nowUs`. */
  readonly capturedUs: number;
}

/** Something that goes wrong without ending the capture, in one line. */
export interface CaptureWarning {
  readonly code: 'command' | 'device' | 'file';
  readonly message: string;
}

/** A source of pictures. */
export interface Capture {
  /** For people, one line: what it is, its size and rate. */
  readonly description: string;
  readonly size: Size;
  /** Pictures a second that it aims at. */
  readonly fps: number;
  /** Pictures that were due but not handed out because the caller was late. */
  readonly skipped: number;
  /**
   * The next picture, at the source's own pace; null at the end and after `close()`. Nothing queues: a caller that is late gets the
   * newest picture, and those between are counted in `skipped`. One call at a time.
   *
   * @throws MediaError when the source fails for good
   */
  next(): Promise<CapturedPicture | null>;
  /** Ends the capture and frees everything; a pending `next()` gives null. May be called again. */
  close(): Promise<void>;
}

/** What is wanted of a capture. */
export interface CaptureOptions {
  /** Wanted size in pixels; odd values are made even. Without it: the source's own, or 1280x720. */
  readonly size?: Size;
  /** Wanted pictures a second, more than 0 up to 240; 60 without it. A file keeps its own rate. */
  readonly fps?: number;
  /** The clock of `capturedUs`: monotonic, µs. */
  readonly nowUs: () => number;
  /** Which room `test:room` shows, an integer from 0; 0 without it. */
  readonly room?: number;
  /** What part of the screen `x11:` takes: its upper left corner. 0,0 without it. */
  readonly offset?: { readonly x: number; readonly y: number };
  /** Hears of failures that the capture recovers from by itself. */
  readonly onWarning?: (warning: CaptureWarning) => void;
}
