import { AV_NOPTS_VALUE, AVERROR_EAGAIN, AVERROR_EOF, AVSEEK_FLAG_BACKWARD } from 'node-av/constants';
import { Frame, Packet } from 'node-av/lib';
import { errorText } from '../codec/ffmpeg.ts';
import { MediaError } from '../error.ts';
import type { Capture, CapturedPicture } from './capture.ts';
import { closeInput, openInput, type VideoInput } from './input.ts';
import type { CheckedOptions } from './options.ts';
import { createSleeper } from './pacer.ts';
import { createShaper, describeShape } from './shaper.ts';
import { createTimeline } from './timeline.ts';

/** Timers are no finer. */
const EARLY_US = 500;
const MAX_SKIPS_IN_A_ROW = 3;
const DEFAULT_FPS = 25;

/** Opens `file:PATH`: its pictures at its own rate, from the beginning again after the end. */
export async function openFileCapture(path: string, options: CheckedOptions): Promise<Capture> {
  if (path === '')
    throw new MediaError('bad-spec', 'file: needs a path, as in file:room.mp4', { subject: 'file:' });
  const input = await openInput({ url: `file:${path}`, subject: path, threads: 2 });
  const { codecpar } = input.stream;
  const shaper = createShaper({ width: codecpar.width, height: codecpar.height }, options);
  const { size } = shaper;
  const fps = rateOf(input);
  const reader = createLoopReader(path, input, fps);
  const sleeper = createSleeper();
  const { nowUs } = options;
  const picture = { frame: reader.frame, capturedUs: 0 };
  const periodUs = 1e6 / fps;
  let startUs: number | undefined;
  let skipped = 0;
  let open = true;
  let busy: Promise<CapturedPicture | null> | undefined;

  const advance = async (): Promise<CapturedPicture | null> => {
    for (let skips = 0; ; skips++) {
      const mediaUs = await reader.next();
      if (!open) return null;
      const now = nowUs();
      startUs ??= now - mediaUs;
      const lateUs = now - (startUs + mediaUs);
      if (lateUs > 1e6) startUs = now - mediaUs;
      else if (lateUs > periodUs && skips < MAX_SKIPS_IN_A_ROW) {
        skipped++;
        continue;
      }
      picture.frame = shaper.convert(reader.frame);
      await sleepUntil(startUs + mediaUs);
      if (!open) return null;
      picture.capturedUs = Math.round(nowUs());
      return picture;
    }
  };

  const sleepUntil = async (dueUs: number): Promise<void> => {
    for (;;) {
      const waitUs = dueUs - nowUs();
      if (waitUs <= EARLY_US || !open) return;
      await sleeper.sleep(waitUs - EARLY_US);
    }
  };

  return {
    description: `file ${path} (${input.codec}), ${codecpar.width}x${codecpar.height} at ${Number(fps.toFixed(2))} fps${describeShape(options)}`,
    size,
    fps,
    get skipped() {
      return skipped;
    },
    drops: {
      get late() {
        return skipped;
      },
      get broken() {
        return reader.broken;
      },
    },
    next: async () => {
      if (!open) return null;
      busy = advance();
      return busy;
    },
    close: async () => {
      if (!open) return;
      open = false;
      sleeper.wake();
      await busy?.catch(() => null);
      shaper.close();
      reader.close();
      await closeInput(input);
    },
  };
}

function rateOf(input: VideoInput): number {
  const average = input.stream.avgFrameRate.toDouble();
  const nominal = input.stream.rFrameRate.toDouble();
  return [average, nominal].find((rate) => rate > 0.1 && rate <= 1000) ?? DEFAULT_FPS;
}

/** A file's pictures without end. */
interface LoopReader {
  /** The picture last read. */
  readonly frame: Frame;
  /** Packets that could not be decoded. */
  readonly broken: number;
  /** Decodes the next picture; its time in µs since the first one, ever growing. */
  next(): Promise<number>;
  close(): void;
}

function createLoopReader(path: string, input: VideoInput, fps: number): LoopReader {
  const { container, decoder, stream } = input;
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const unitUs = stream.timeBase.toDouble() * 1e6;
  const timeline = createTimeline(1e6 / fps);
  let sinceRewind = 0;
  let broken = 0;
  let ended = false;

  const feed = async (): Promise<void> => {
    const status = await container.readFrame(packet);
    if (status < 0) {
      ended = true;
      await decoder.sendPacket(null);
      return;
    }
    // A damaged packet is not the end of the door; decoders find their way at the next keyframe.
    if (packet.streamIndex === stream.index && (await decoder.sendPacket(packet)) < 0) broken++;
    packet.unref();
  };

  const rewind = async (): Promise<void> => {
    if (sinceRewind === 0) {
      throw new MediaError('corrupt', `${path} holds no picture that can be decoded`, { subject: path });
    }
    sinceRewind = 0;
    ended = false;
    const first = stream.startTime === AV_NOPTS_VALUE ? 0n : stream.startTime;
    const status = await container.seekFrame(stream.index, first, AVSEEK_FLAG_BACKWARD);
    if (status < 0) {
      throw new MediaError(
        'unsupported',
        `${path} cannot be played again from the start: ${errorText(status)}`,
        {
          subject: path,
        },
      );
    }
    decoder.flushBuffers();
    timeline.restart();
  };

  return {
    frame,
    get broken() {
      return broken;
    },
    next: async () => {
      for (;;) {
        frame.unref();
        const status = await decoder.receiveFrame(frame);
        if (status >= 0) {
          sinceRewind++;
          const pts = frame.bestEffortTimestamp;
          return timeline.next(pts === AV_NOPTS_VALUE ? undefined : Number(pts) * unitUs);
        }
        if (status === AVERROR_EAGAIN && !ended) await feed();
        else if (status === AVERROR_EOF || ended) await rewind();
        else await feed();
      }
    },
    close: () => {
      frame.free();
      packet.free();
    },
  };
}
