import { MediaError } from '../error.ts';
import type { Capture } from './capture.ts';
import { DevicePump } from './device-pump.ts';
import { closeInput, type InputRequest, openInput, type VideoInput } from './input.ts';
import type { CheckedOptions } from './options.ts';
import { createPassTaker } from './pass-taker.ts';
import { createDecodingTaker } from './picture-taker.ts';
import { createShaper, describeShape } from './shaper.ts';

/** A way to open a device, and what it should then be. */
export interface DeviceRequest extends InputRequest {
  /** A device may choose another size than was asked for. Another way may then serve better. */
  readonly expect?: { readonly width: number; readonly height: number };
}

/** Each of their pictures stands for itself. */
const STANDALONE: ReadonlySet<string> = new Set(['rawvideo', 'mjpeg', 'wrapped_avframe']);
/** Half a second or so: a decoder that has fallen behind catches up faster than a keyframe comes. */
const DECODE_ROOM = 32;
/** What is sent on as it is may not wait. */
const PASS_ROOM = 4;

/**
 * A camera: read at its own pace, so that what is taken is always the newest.
 *
 * @param requests ways to open it, best first
 */
export async function openDeviceCapture(
  requests: readonly DeviceRequest[],
  options: CheckedOptions,
): Promise<Capture> {
  const input = await openFirst(requests);
  const { subject } = requests[0]!;
  const { codecpar, avgFrameRate, rFrameRate } = input.stream;
  const native = { width: codecpar.width, height: codecpar.height };
  const fps = [avgFrameRate.toDouble(), rFrameRate.toDouble()].find(isRate) ?? options.fps;
  const passes = input.codec === 'h264' && options.passThrough === true && describeShape(options) === '';
  const room = passes ? PASS_ROOM : STANDALONE.has(input.codec) ? 1 : DECODE_ROOM;
  const pump = new DevicePump(input, subject, options.nowUs, room);
  const taker = passes
    ? createPassTaker(pump, input)
    : createDecodingTaker(pump, input, createShaper(native, options));
  const how = passes ? 'h264 as the camera makes it, no keyframes on request' : input.codec;
  let open = true;

  return {
    description: `${subject} (${how}), ${native.width}x${native.height} at ${Number(fps.toFixed(2))} fps${describeShape(options)}`,
    size: taker.size,
    fps,
    get skipped() {
      return pump.queue.late + taker.late;
    },
    drops: {
      get late() {
        return pump.queue.late + taker.late;
      },
      get broken() {
        return pump.queue.headless + taker.broken;
      },
    },
    next: () => taker.next(),
    close: async () => {
      if (!open) return;
      open = false;
      await pump.stop();
      taker.close();
      await closeInput(input);
    },
  };
}

function isRate(fps: number): boolean {
  return fps >= 0.1 && fps <= 1000;
}

/** The first that opens as expected, else the first that opens. */
async function openFirst(requests: readonly DeviceRequest[]): Promise<VideoInput> {
  let first: unknown;
  let second: DeviceRequest | undefined;
  for (const request of requests) {
    try {
      const input = await openInput({ ...request, nonBlocking: true });
      if (!request.expect || isOfSize(input, request.expect)) return input;
      second ??= request;
      await closeInput(input);
    } catch (error) {
      first ??= error;
      // Another mode helps only where this one is not supported.
      if (!(error instanceof MediaError && error.code === 'unsupported')) break;
    }
  }
  if (second) return openInput({ ...second, nonBlocking: true });
  throw first;
}

function isOfSize(
  { stream }: VideoInput,
  size: { readonly width: number; readonly height: number },
): boolean {
  return stream.codecpar.width === size.width && stream.codecpar.height === size.height;
}
