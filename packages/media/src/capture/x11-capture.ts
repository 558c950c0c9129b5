import { readdirSync } from 'node:fs';
import { Frame, Packet } from 'node-av/lib';
import { errorText } from '../codec/ffmpeg.ts';
import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import type { Capture, CapturedPicture } from './capture.ts';
import { closeInput, openInput, type VideoInput } from './input.ts';
import type { CheckedOptions } from './options.ts';
import { createPacer, createSleeper } from './pacer.ts';
import { createShaper, describeShape } from './shaper.ts';

/** Encoders take no less. */
const MIN_SIDE = 16;

/**
 * Opens `x11:DISPLAY`: the whole first screen with its pointer, scaled to the wanted size; or, with an `offset` or as
 * `x11:DISPLAY+X,Y`, the part of the wanted size that begins there.
 */
export async function openX11Capture(rest: string, options: CheckedOptions): Promise<Capture> {
  const { display, offset } = parseDisplay(rest, options);
  const { nowUs, fps } = options;
  const input = await openDisplay(display, offset, options.size);
  const grabbed = { width: input.stream.codecpar.width, height: input.stream.codecpar.height };
  const shaper = createShaper(grabbed, options);
  const { size } = shaper;
  if (Math.min(size.width, size.height) < MIN_SIDE) {
    shaper.close();
    await closeInput(input);
    const message = `x11:${display}: a picture of ${size.width}x${size.height} pixels is too small, ${MIN_SIDE}x${MIN_SIDE} would do`;
    throw new MediaError('unsupported', message, { subject: display });
  }
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const pacer = createPacer(nowUs(), fps);
  const sleeper = createSleeper();
  const picture = { frame, capturedUs: 0 };
  let open = true;
  let reading: Promise<number> | undefined;

  const grab = async (): Promise<CapturedPicture | null> => {
    const startUs = nowUs();
    pacer.take(startUs);
    reading = input.container.readFrame(packet);
    const status = await reading;
    reading = undefined;
    if (!open) return null;
    if (status < 0) {
      throw new MediaError('not-found', `X server ${display} has gone: ${errorText(status)}`, {
        subject: display,
      });
    }
    picture.capturedUs = Math.round(grabTime(packet, startUs, nowUs()));
    input.decoder.sendPacketSync(packet);
    packet.unref();
    const decoded = input.decoder.receiveFrameSync(frame);
    if (decoded < 0) {
      throw new MediaError(
        'unsupported',
        `X server ${display}: its pixels cannot be used: ${errorText(decoded)}`,
      );
    }
    picture.frame = shaper.convert(frame);
    return picture;
  };

  return {
    description: `X server ${display}, ${grabbed.width}x${grabbed.height}${offset ? ` at ${offset.x},${offset.y}` : ''}, at ${fps} fps${describeShape(options)}`,
    size,
    fps,
    get skipped() {
      return pacer.skipped;
    },
    drops: {
      get late() {
        return pacer.skipped;
      },
      broken: 0,
    },
    next: async () => {
      for (;;) {
        if (!open) return null;
        const waitUs = pacer.untilDueUs(nowUs());
        if (waitUs <= 0) return grab();
        await sleeper.sleep(waitUs);
      }
    },
    close: async () => {
      if (!open) return;
      open = false;
      sleeper.wake();
      await reading;
      shaper.close();
      frame.free();
      packet.free();
      await closeInput(input);
    },
  };
}

interface Offset {
  readonly x: number;
  readonly y: number;
}

function parseDisplay(
  rest: string,
  options: CheckedOptions,
): { display: string; offset: Offset | undefined } {
  const match = /^([\w.-]*:\d+(?:\.\d+)?)(?:\+(\d+),(\d+))?$/.exec(rest || (process.env['DISPLAY'] ?? ''));
  if (!match) {
    const subject = `x11:${rest}`;
    throw new MediaError(
      'bad-spec',
      `${subject}: not a display; x11::0 or x11:HOST:0.0 would do${present()}`,
      {
        subject,
      },
    );
  }
  const [, display, x, y] = match;
  return { display: display!, offset: x === undefined ? options.offset : { x: Number(x), y: Number(y) } };
}

function openDisplay(
  display: string,
  offset: Offset | undefined,
  size: Size | undefined,
): Promise<VideoInput> {
  const region = offset && {
    grab_x: String(offset.x),
    grab_y: String(offset.y),
    ...(size && { video_size: `${size.width}x${size.height}` }),
  };
  const place = offset
    ? ` that has ${size ? `${size.width}x${size.height} ` : ''}pixels at ${offset.x},${offset.y}`
    : '';
  return openInput({
    format: 'x11grab',
    url: display,
    // The pace is ours: x11grab's own would catch up with a burst after every delay.
    options: { framerate: '1000', draw_mouse: '1', ...region },
    subject: `x11:${display}`,
    explain: (cause) =>
      new MediaError('not-found', `x11:${display}: no X server answers there${place}${present()}`, {
        subject: display,
        cause,
      }),
  });
}

/** The X servers of this machine, for error messages. */
function present(): string {
  let names: string[] = [];
  try {
    names = readdirSync('/tmp/.X11-unix').flatMap((name) =>
      /^X\d+$/.test(name) ? [`x11::${name.slice(1)}`] : [],
    );
  } catch {
    // No X server has ever run here.
  }
  return names.length > 0 ? `; present: ${names.join(', ')}` : '; no X server runs on this machine';
}

/**
 * x11grab notes the wall clock when it grabs. Mapped to the monotonic clock by its age, and held between start and end of the call, which
 * bounds what a step of the wall clock can do.
 */
function grabTime(packet: Packet, startUs: number, endUs: number): number {
  const wallUs = (performance.timeOrigin + performance.now()) * 1000;
  const ageUs = wallUs - Number(packet.pts);
  return Math.min(Math.max(endUs - ageUs, startUs), endUs);
}
