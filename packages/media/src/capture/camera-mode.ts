import { avGetPixFmtName, Device, type DeviceMode } from 'node-av/lib';
import type { Size } from '../size.ts';

/** A size and rate that a camera can be set to. */
export interface CameraMode {
  readonly width: number;
  readonly height: number;
  /** The most of this mode. */
  readonly fps: number;
  /** FFmpeg's name of the pixel format; undefined for compressed pictures, MJPEG or H.264 or both. */
  readonly format: string | undefined;
}

/** What to ask a camera for. `format` is FFmpeg's name of a pixel format, or `mjpeg` or `h264`. */
export interface ModeChoice {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly format: string;
}

/** Names of the cameras present, with what the system calls them; empty where that cannot be found out. */
export function listCameras(): string[] {
  try {
    return Device.listSync().flatMap((device) =>
      device.type === 'video'
        ? [
            device.description && device.description !== device.name
              ? `${device.name} (${device.description})`
              : device.name,
          ]
        : [],
    );
  } catch {
    return [];
  }
}

/** The modes of a camera; empty where they cannot be found out. */
export async function modesOf(name: string): Promise<CameraMode[]> {
  let modes: DeviceMode[];
  try {
    modes = await Device.modes(name);
  } catch {
    return [];
  }
  return modes.map(({ width, height, maxFrameRate, pixelFormat }) => ({
    width,
    height,
    fps: maxFrameRate,
    format: avGetPixFmtName(pixelFormat) ?? undefined,
  }));
}

/**
 * What to ask of a camera, best first: the mode nearest to what is wanted, which is first of all not much slower than asked, then of the same
 * proportions, then of the nearest number of pixels, above rather than below. Where formats can do the same, that with the least
 * delay: plain pictures (4:2:0, which need no conversion, before others), then MJPEG, then H.264, unless H.264 is to be passed on.
 */
export function chooseModes(
  modes: readonly CameraMode[],
  size: Size,
  fps: number,
  passThrough = false,
): readonly ModeChoice[] {
  const ranked: { choice: ModeChoice; cost: number; delay: number }[] = [];
  for (const { format, ...mode } of modes) {
    const cost = Math.round(costOf(mode, size, fps) / SAME);
    for (const way of format === undefined ? COMPRESSED : [format]) {
      const choice = { ...mode, fps: Math.min(mode.fps, fps), format: way };
      ranked.push({ choice, cost, delay: delayOf(way, passThrough) });
    }
  }
  return ranked.toSorted((a, b) => a.cost - b.cost || a.delay - b.delay).map(({ choice }) => choice);
}

/** Rates such as 29.97 and 30 are one. */
const SAME = 0.02;
/** From the least delay to the most; a format that is not here comes behind the plain ones that are. */
const PLAIN = ['nv12', 'yuv420p', 'yuyv422', 'uyvy422', 'yvyu422', 'yuv422p', 'nv21'];
const COMPRESSED = ['mjpeg', 'h264'];

function delayOf(format: string, passThrough: boolean): number {
  if (format === 'h264' && passThrough) return -1;
  const compressed = COMPRESSED.indexOf(format);
  if (compressed >= 0) return PLAIN.length + 1 + compressed;
  const plain = PLAIN.indexOf(format);
  return plain >= 0 ? plain : PLAIN.length;
}

/** Doublings: half the rate costs as much as a quarter of the pixels. */
function costOf(mode: Omit<CameraMode, 'format'>, size: Size, fps: number): number {
  const slower = Math.max(0, Math.log2(fps / Math.max(mode.fps, 1)));
  const proportions = Math.abs(Math.log2((mode.width / mode.height) * (size.height / size.width)));
  const pixels = Math.log2((mode.width * mode.height) / (size.width * size.height));
  return 2 * slower + 2 * proportions + (pixels >= 0 ? 0.5 * pixels : -pixels);
}
