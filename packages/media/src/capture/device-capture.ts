import { Frame, Packet } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { Capture, CapturedPicture } from './capture.ts';
import { DevicePump } from './device-pump.ts';
import { closeInput, type InputRequest, openInput, type VideoInput } from './input.ts';
import { createJpegCheck } from './jpeg-check.ts';
import type { CheckedOptions } from './options.ts';
import type { PacketQueue } from './packet-queue.ts';
import { createParameterSets } from './parameter-sets.ts';
import { createPicture } from './picture.ts';
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
/** A camera of which nothing could be decoded so far has flaws of its own, which have to be put up with. */
const STRICT_FOR = 15;
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
  const isOrdered = !STANDALONE.has(input.codec);
  const pump = new DevicePump(
    input,
    subject,
    options.nowUs,
    passes ? PASS_ROOM : isOrdered ? DECODE_ROOM : 1,
  );
  const taker = passes
    ? createPasser(pump.queue, native, input.stream.codecpar.extradata)
    : createDecoder(pump.queue, input, createShaper(native, options));
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
    next: async (): Promise<CapturedPicture | null> => {
      while (await pump.fresh()) {
        const picture = taker.take();
        if (picture) return picture;
      }
      return null;
    },
    close: async () => {
      if (!open) return;
      open = false;
      await pump.stop();
      taker.close();
      await closeInput(input);
    },
  };
}

/** Turns waiting packets into the newest picture. */
interface Taker {
  readonly size: { readonly width: number; readonly height: number };
  readonly late: number;
  readonly broken: number;
  /** Takes from a queue that is not empty; undefined where that gives no picture. */
  take(): CapturedPicture | undefined;
  close(): void;
}

function createDecoder(
  queue: PacketQueue,
  input: VideoInput,
  shaper: ReturnType<typeof createShaper>,
): Taker {
  const frame = new Frame();
  frame.alloc();
  const picture = { frame, capturedUs: 0 };
  const { decoder } = input;
  const isWhole = input.codec === 'mjpeg' ? createJpegCheck() : () => true;
  let late = 0;
  let broken = 0;

  let decodedAny = false;

  const decode = (): boolean => {
    const { packet, capturedUs } = queue.first;
    const isGood = isWhole(packet.data) && decoder.sendPacketSync(packet) >= 0;
    queue.shift();
    if (!isGood || decoder.receiveFrameSync(frame) < 0) return false;
    picture.capturedUs = capturedUs;
    decodedAny = true;
    return true;
  };

  return {
    size: shaper.size,
    get late() {
      return late;
    },
    get broken() {
      return broken;
    },
    take: () => {
      let decoded = false;
      while (queue.length > 0) {
        if (decoded) late++;
        decoded = decode();
        // Cameras send a broken JPEG now and then, most of all as their first picture.
        if (!decoded && ++broken === STRICT_FOR && !decodedAny) decoder.setOption('err_detect', '0');
      }
      if (!decoded) return undefined;
      picture.frame = shaper.convert(frame);
      return picture;
    },
    close: () => {
      shaper.close();
      frame.free();
    },
  };
}

function createPasser(
  queue: PacketQueue,
  size: { readonly width: number; readonly height: number },
  extradata: Uint8Array | null,
): Taker {
  const frame = createPicture(size);
  const given = new Packet();
  given.alloc();
  const parameterSets = createParameterSets(extradata);
  return {
    size,
    late: 0,
    broken: 0,
    take: () => {
      const { packet, capturedUs, keyframe } = queue.first;
      given.unref();
      given.ref(packet);
      queue.shift();
      const data = given.data!;
      return { frame, capturedUs, encoded: { data: keyframe ? parameterSets.before(data) : data, keyframe } };
    },
    close: () => {
      given.free();
      frame.free();
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
