import { MediaError } from '../error.ts';
import { listCameras, modesOf, nearestMode } from './camera-mode.ts';
import type { Capture } from './capture.ts';
import { openDeviceCapture } from './device-capture.ts';
import type { InputRequest } from './input.ts';
import type { CheckedOptions } from './options.ts';

/** How one system's cameras are called and set. */
export interface CameraSystem {
  readonly kind: 'v4l2' | 'avfoundation' | 'dshow';
  readonly platform: NodeJS.Platform;
  readonly platformName: string;
  readonly example: string;
  readonly url: (name: string) => string;
  /** Ways to ask for compressed and for plain pictures, best first. */
  readonly formats: readonly Readonly<Record<string, string>>[];
}

const DEFAULT_SIZE = { width: 1280, height: 720 };

/** Opens a camera: the wanted mode in every format it may have, else as the camera likes. */
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
  return openDeviceCapture(requestsFor(system, name, subject, options), options);
}

/** Every way to ask for the wanted mode, then the camera's own choice. */
function requestsFor(
  system: CameraSystem,
  name: string,
  subject: string,
  options: CheckedOptions,
): InputRequest[] {
  const size = options.size ?? DEFAULT_SIZE;
  const mode = nearestMode(modesOf(name), size, options.fps) ?? { ...size, fps: options.fps };
  const wanted = { video_size: `${mode.width}x${mode.height}`, framerate: String(mode.fps) };
  const request = (options: Readonly<Record<string, string>>): InputRequest => ({
    format: system.kind,
    url: system.url(name),
    options,
    subject,
    explain: (usual) =>
      new MediaError(usual.code, `${usual.message}${present(system)}`, { subject, cause: usual }),
  });
  return [...system.formats.map((format) => request({ ...format, ...wanted })), request({})];
}

function present(system: CameraSystem): string {
  const cameras = listCameras();
  if (cameras.length === 0) return '; no camera is present, test:room works without one';
  return `; present: ${cameras.map((camera) => `${system.kind}:${camera}`).join(', ')}`;
}
