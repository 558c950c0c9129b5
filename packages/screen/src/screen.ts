import type { Duplex } from 'node:stream';
import type { VideoCodec } from './video-codec.ts';

/**
 * A planar 8-bit 4:2:0 picture. `yuv420p` has the planes Y, U, V; `nv12` has Y and interleaved
 * UV. Chroma planes are half as wide and high, rounded up. Strides are bytes from row to row. Planes are only read
 * during the call that takes the picture.
 */
export interface PlanarPicture {
  readonly width: number;
  readonly height: number;
  readonly format: 'yuv420p' | 'nv12';
  readonly planes: readonly Uint8Array[];
  readonly strides: readonly number[];
  /** How colours became Y, U and V. Default `bt709`. */
  readonly matrix?: 'bt709' | 'bt601' | 'bt2020';
  /** Default `limited`: luma 16…235. */
  readonly range?: 'limited' | 'full';
}

/** A rectangle in fractions of something: 0, 0 is its upper left corner and 1, 1 its lower right one. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Which part of a picture goes where: `source` in fractions of the picture, `target` in fractions of the screen. Either
 * may go beyond the edges of what it is a part of; what is beyond is not shown. −100…100, sizes above 0.
 */
export interface Placement {
  readonly source: Rect;
  readonly target: Rect;
}

/** What is known of a decoded picture. Times are microseconds of this machine's monotonic clock. */
export interface ShownInfo {
  /** The frame's number, 0…2³²−1. */
  readonly number: number;
  /** When the other room captured it, mapped to this machine's clock. */
  readonly capturedUs: number;
  /** When it was complete at the link, and when it left the decoder. */
  readonly receivedUs?: number;
  readonly decodedUs?: number;
}

/** What is known of an encoded frame. */
export interface EncodedInfo {
  /** The frame's number, 0…2³²−1. */
  readonly number: number;
  readonly keyframe: boolean;
  /** Times as in {@link ShownInfo}. */
  readonly capturedUs: number;
  readonly receivedUs: number;
  /** Codec string as in RFC 6381. Default: what the sequence parameters in the keyframe say. */
  readonly codec?: string;
  /** Size in pixels; only used together with `codec`, else the stream itself knows. */
  readonly width?: number;
  readonly height?: number;
}

/**
 * What a screen tells its owner. `quit`: a person closed the window. `resize`: the inner size in points. `failed`: the
 * screen shows nothing any more, the message says why and what to do.
 */
export type ScreenEvent =
  | { readonly type: 'quit' }
  | { readonly type: 'resize'; readonly width: number; readonly height: number }
  | { readonly type: 'failed'; readonly message: string };

/** A screen that takes decoded pictures: a window, a file, nowhere. */
export interface PictureScreen {
  readonly wantsDecoded: true;
  /** In a few words, for people: `window on :0, software`. */
  readonly description: string;
  /** Takes a picture over without showing it; its planes are free again on return. Throws ScreenError `bad-picture`. */
  prepare(picture: PlanarPicture, info: ShownInfo): void;
  /**
   * Shows what was prepared last and returns when that was done, in microseconds; undefined when nothing was prepared, or
   * it could not be shown (counted in {@link PictureScreen.dropped}).
   */
  present(): number | undefined;
  /**
   * Draws a row of cells, true where light, over the picture from the next present on, until undefined takes it away: a
   * stamp that a camera can see. Files and nowhere do nothing.
   */
  overlay(cells: readonly boolean[] | undefined): void;
  /**
   * Puts a part of the picture somewhere on the screen from the next present on, for life size; undefined: as large as
   * fits. A file and nowhere take pictures whole. Throws ScreenError `bad-option`.
   */
  place(placement: Placement | undefined): void;
  /**
   * Prepares and presents. Shows a picture now and returns when that was done, in microseconds; undefined when it could not be shown (counted
   * in {@link PictureScreen.dropped}). The planes are free again on return. Throws ScreenError `bad-picture`.
   */
  show(picture: PlanarPicture, info: ShownInfo): number | undefined;
  /** Pictures that were given but not shown. */
  readonly dropped: number;
  /** Lets the system's events happen and returns the oldest of interest. Call until undefined, 30 times a second. */
  pump(): ScreenEvent | undefined;
  /** Idempotent; resolves when what was shown is on disk or off the screen. */
  close(): Promise<void>;
}

/** An HTTP upgrade request, as plain data: what a process needs that gets the socket from another one. */
export interface UpgradeRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A screen that takes encoded frames and lets pages decode them. */
export interface EncodedScreen {
  readonly wantsDecoded: false;
  readonly description: string;
  /** Pages connected. */
  readonly viewers: number;
  /** What every connected page decodes; H.264 while there is none. Empty when they have nothing in common. */
  readonly codecs: readonly VideoCodec[];
  /** Totals since the start. */
  readonly counters: Readonly<EncodedScreenCounters>;
  /** Takes over an accepted TCP connection whose HTTP upgrade request was read but not answered. */
  adopt(request: UpgradeRequest, socket: Duplex, head: Uint8Array): void;
  /** Relays a frame (H.264 or HEVC Annex B, AV1 OBUs with sizes) to every page that can take it; `data` is free again on return. Returns to how many. */
  showEncoded(data: Uint8Array, info: EncodedInfo): number;
  /** Idempotent; disconnects every page. */
  close(): Promise<void>;
}

export interface EncodedScreenCounters {
  /** Frames times pages: sent, and not sent because the page was slow or still waited for a keyframe. */
  sent: number;
  dropped: number;
  /** Keyframes without readable sequence parameters. */
  unreadable: number;
  /** Messages from pages that broke the protocol, and pages disconnected for it or for silence. */
  invalid: number;
  expelled: number;
}

/** Any screen; `wantsDecoded` tells which. */
export type Screen = PictureScreen | EncodedScreen;
