import { Frame } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { Capture, CapturedPicture } from './capture.ts';
import { DevicePump } from './device-pump.ts';
import { closeInput, type InputRequest, openInput, type VideoInput } from './input.ts';
import type { CheckedOptions } from './options.ts';
import { createShaper, describeShape } from './shaper.ts';

/**
 * A camera: read at its own pace into a place for one picture, so that what is taken is always the newest.
 *
 * @param requests ways to open it, best first
 */
export async function openDeviceCapture(
  requests: readonly InputRequest[],
  options: CheckedOptions,
): Promise<Capture> {
  const input = await openFirst(requests);
  const { subject } = requests[0]!;
  const { codecpar, avgFrameRate, rFrameRate } = input.stream;
  const native = { width: codecpar.width, height: codecpar.height };
  const fps = avgFrameRate.toDouble() || rFrameRate.toDouble() || options.fps;
  const shaper = createShaper(native, options);
  const { size } = shaper;
  const frame = new Frame();
  frame.alloc();
  const picture = { frame, capturedUs: 0 };
  const pump = new DevicePump(input, subject, options.nowUs);
  let broken = 0;
  let open = true;

  const decode = (): boolean => {
    picture.capturedUs = pump.latestUs;
    input.decoder.sendPacketSync(pump.latest);
    pump.taken();
    const status = input.decoder.receiveFrameSync(frame);
    if (status >= 0) picture.frame = shaper.convert(frame);
    else broken++;
    return status >= 0;
  };

  return {
    description: `${subject} (${input.codec}), ${native.width}x${native.height} at ${Number(fps.toFixed(2))} fps${describeShape(options)}`,
    size,
    fps,
    get skipped() {
      return pump.skipped;
    },
    drops: {
      get late() {
        return pump.skipped;
      },
      get broken() {
        return broken;
      },
    },
    next: async (): Promise<CapturedPicture | null> => {
      // Cameras send a broken JPEG now and then, most of all as their first picture.
      while (await pump.fresh()) if (decode()) return picture;
      return null;
    },
    close: async () => {
      if (!open) return;
      open = false;
      await pump.stop();
      shaper.close();
      frame.free();
      await closeInput(input);
    },
  };
}

async function openFirst(requests: readonly InputRequest[]): Promise<VideoInput> {
  let first: unknown;
  for (const request of requests) {
    try {
      return await openInput({ ...request, nonBlocking: true });
    } catch (error) {
      first ??= error;
      // Another mode helps only where this one is not supported.
      if (!(error instanceof MediaError && error.code === 'unsupported')) break;
    }
  }
  throw first;
}
