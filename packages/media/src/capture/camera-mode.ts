import { Device, type DeviceMode } from 'node-av/lib';
import type { Size } from '../size.ts';

/** A size and rate that a camera can be set to. */
export interface CameraMode {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
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
export function modesOf(name: string): CameraMode[] {
  let modes: DeviceMode[];
  try {
    modes = Device.modesSync(name);
  } catch {
    return [];
  }
  return modes.map(({ width, height, maxFrameRate }) => ({ width, height, fps: maxFrameRate }));
}

/**
 * The mode nearest to what is wanted: first of all not much slower than asked, then the same proportions, then the nearest number of
 * pixels, above rather than below.
 */
export function nearestMode(modes: readonly CameraMode[], size: Size, fps: number): CameraMode | undefined {
  let best: CameraMode | undefined;
  let bestCost = Infinity;
  for (const mode of modes) {
    const cost = costOf(mode, size, fps);
    if (cost < bestCost) {
      best = mode;
      bestCost = cost;
    }
  }
  return best && { ...best, fps: Math.min(best.fps, fps) };
}

/** Doublings: half the rate costs as much as a quarter of the pixels. */
function costOf(mode: CameraMode, size: Size, fps: number): number {
  const slower = Math.max(0, Math.log2(fps / Math.max(mode.fps, 1)));
  const proportions = Math.abs(Math.log2((mode.width / mode.height) * (size.height / size.width)));
  const pixels = Math.log2((mode.width * mode.height) / (size.width * size.height));
  return 2 * slower + 2 * proportions + (pixels >= 0 ? 0.5 * pixels : -pixels);
}
