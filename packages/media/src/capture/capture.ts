import type { Frame } from 'node-av/lib';
import type { Size } from '../size.ts';

/** One picture from a camera or what stands in for one. */
export interface CapturedPicture {
  /**
   * yuv420p or nv12, BT.709 limited range, of the capture's size. It belongs to the capture and is valid until the next call of `next()`
   * or `close()`; whoever hands it to an encoder must not write into it.
   */
  readonly frame: Frame;
  /** When the picture was taken, µs on the clock given as `nowUs`. Never less than that of the picture before. */
  readonly capturedUs: number;
  /**
   * H.264 (Annex B) as the camera made it, valid as long as the frame: to be handed on as it is, nothing to encode. Only with
   * `passThrough`; the frame's pixels mean nothing then.
   */
  readonly encoded?: { readonly data: Uint8Array; readonly keyframe: boolean };
  /** What the picture says instead of showing what the camera sees, e.g. that it was unplugged. Only from a steady capture. */
  readonly note?: string;
}

/** Pictures of the source that were not handed out, totals by reason. */
export interface CaptureDrops {
  /** The caller was late, and there was a newer one. */
  readonly late: number;
  /** They could not be decoded. */
  readonly broken: number;
}

/** A part of a picture in fractions of its width and height, from the upper left corner. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Something that goes wrong without ending the capture, in one line. */
export interface CaptureWarning {
  readonly code: 'command' | 'controls' | 'device' | 'file';
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
  readonly drops: CaptureDrops;
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
  /** The part of the source that is shown, before it is turned; all of it without. */
  readonly crop?: Crop;
  /** Degrees clockwise by which the picture is turned: how a camera is mounted. */
  readonly rotate?: 0 | 90 | 180 | 270;
  /** Left and right are exchanged, after turning. */
  readonly mirror?: boolean;
  /** Settings of the camera by the driver's names for them, as in `{ brightness: 128 }`. What it does not know is warned of. */
  readonly controls?: Readonly<Record<string, number | string>>;
  /**
   * H.264 that a camera makes itself is handed out as `encoded`. Its rate and its keyframes are then up to the camera. Without it, it is
   * decoded. Cropping, turning and mirroring need pictures and switch it off.
   */
  readonly passThrough?: boolean;
  /** Hears of failures that the capture recovers from by itself. */
  readonly onWarning?: (warning: CaptureWarning) => void;
}
