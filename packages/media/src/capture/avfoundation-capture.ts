import { type CameraSystem, openCamera } from './camera.ts';
import type { Capture } from './capture.ts';
import type { CheckedOptions } from './options.ts';

/** Opens `avfoundation:N`, a camera on macOS by its number or name. */
export function openAvfoundationCapture(device: string, options: CheckedOptions): Promise<Capture> {
  return openCamera(AVFOUNDATION, device, options);
}

const AVFOUNDATION: CameraSystem = {
  kind: 'avfoundation',
  platform: 'darwin',
  platformName: 'macOS',
  example: 'avfoundation:0',
  url: (name) => `${name}:none`,
  ask: (format) => ({ pixel_format: format }),
  usual: ['nv12', 'uyvy422'],
};
