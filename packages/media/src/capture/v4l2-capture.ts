import { type CameraSystem, openCamera } from './camera.ts';
import type { Capture } from './capture.ts';
import type { CheckedOptions } from './options.ts';

/** Opens `v4l2:DEVICE`, a camera on Linux. */
export function openV4l2Capture(device: string, options: CheckedOptions): Promise<Capture> {
  return openCamera(V4L2, device, options);
}

const V4L2: CameraSystem = {
  kind: 'v4l2',
  platform: 'linux',
  platformName: 'Linux',
  example: 'v4l2:/dev/video0',
  url: (name) => name,
  ask: (format) => ({ input_format: format }),
  // Over USB 2 only JPEG has room for 720p and more at full rate.
  usual: ['mjpeg', 'nv12', 'yuyv422', 'h264'],
};
