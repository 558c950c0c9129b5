import { MediaError } from '../error.ts';
import { applyControls } from './camera-controls.ts';
import { chooseModes, listCameras, type ModeChoice, modesOf } from './camera-mode.ts';
import type { Capture } from './capture.ts';
import { type DeviceRequest, openDeviceCapture } from './device-capture.ts';
import type { CheckedOptions } from './options.ts';
import { sourceSize } from './shaper.ts';

/** How one system's cameras are called and set. */
export interface CameraSystem {
  readonly kind: 'v4l2' | 'avfoundation' | 'dshow';
  readonly platform: NodeJS.Platform;
  readonly platformName: string;
  readonly example: string;
  readonly url: (name: string) => string;
  /** Asks for a format, by FFmpeg's name. */
  readonly ask: (format: string) => Readonly<Record<string, string>>;
  /** Formats to try where a camera does not say what it has, best first. */
  readonly usual: readonly string[];
}

const DEFAULT_SIZE = { width: 1280, height: 720 };

/** Opens a camera in the best mode that works, else as the camera likes, and sets its controls. */
export async function openCamera(
  system: CameraSystem,
  name: string,
  options: CheckedOptions,
): Promise<Capture> {
  const subject = `${system.kind}:${name}`;
  if (process.platform !== system.platform) {
    throw new MediaError(
      'unsupported',
      `${subject}: only ${system.platformName} has such cameras; test:room works anywhere`,
      {
        subject,
      },
    );
  }
  if (name === '') {
    throw new MediaError('bad-spec', `${subject} needs a camera, as in ${system.example}${present(system)}`, {
      subject,
    });
  }
  const capture = await openDeviceCapture(await requestsFor(system, name, subject, options), options);
  void applyControls(system.kind, name, options.controls, (message) =>
    options.onWarning?.({ code: 'controls', message }),
  );
  return capture;
}

/** Each costs a moment of opening; what is far from what is wanted is no better than the camera's own choice. */
const MAX_TRIES = 6;

/** Every way to ask for the wanted mode, then the camera's own choice. */
async function requestsFor(
  system: CameraSystem,
  name: string,
  subject: string,
  options: CheckedOptions,
): Promise<DeviceRequest[]> {
  const size = sourceSize({ ...options, size: options.size ?? DEFAULT_SIZE }) ?? DEFAULT_SIZE;
  const chosen = chooseModes(await modesOf(name), size, options.fps, options.passThrough).slice(0, MAX_TRIES);
  const guessed = system.usual.map((format) => ({ ...size, fps: options.fps, format }));
  const request = (options: Readonly<Record<string, string>>): DeviceRequest => ({
    format: system.kind,
    url: system.url(name),
    options,
    subject,
    explain: (usual) =>
      new MediaError(usual.code, `${usual.message}${present(system)}`, { subject, cause: usual }),
  });
  const ask = ({ width, height, fps, format }: ModeChoice): DeviceRequest => ({
    ...request({ ...system.ask(format), video_size: `${width}x${height}`, framerate: String(fps) }),
    expect: { width, height },
  });
  return [...(chosen.length > 0 ? chosen : guessed).map(ask), request({})];
}

function present(system: CameraSystem): string {
  const cameras = listCameras();
  if (cameras.length === 0) return '; no camera is present, test:room works without one';
  return `; present: ${cameras.map((camera) => `${system.kind}:${camera}`).join(', ')}`;
}
