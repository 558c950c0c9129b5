import { type CameraSystem, openCamera } from './camera.ts';
import type { Capture } from './capture.ts';
import type { CheckedOptions } from './options.ts';

/** Opens `dshow:NAME`, a camera on Windows by its name. */
export function openDshowCapture(device: string, options: CheckedOptions): Promise<Capture> {
  return openCamera(DSHOW, device, options);
}

const DSHOW: CameraSystem = {
  kind: 'dshow',
  platform: 'win32',
  platformName: 'Windows',
  example: 'dshow:Integrated Camera',
  url: (name) => `video=${name}`,
  ask: (format) => (format === 'mjpeg' || format === 'h264' ? { vcodec: format } : { pixel_format: format }),
  usual: ['mjpeg', 'nv12', 'yuyv422', 'h264'],
};
