import { type ActorFactory, ChannelClient, nowUs } from '@ajar/actor';
import { bitrateFor, type Capture, openCapture, openVideoEncoder } from '@ajar/media';
import type { Size } from '../config/values.ts';
import { Rate } from '../stats/rate.ts';
import { HeadWriter, newHead, readHead } from '../wire/media-message.ts';

/** What a camera's process needs to know. */
export interface CameraConfig {
  readonly spec: string;
  /** undefined: the source's own. */
  readonly size: Size | undefined;
  readonly fps: number;
  /** undefined: what suits the size. */
  readonly bitrateBps: number | undefined;
  /** Which of the synthetic rooms, for `test:room`. */
  readonly room: number;
  /** The link's socket. */
  readonly socket: string;
}

/** What a camera reports, four times a second. Counts are totals since its start. */
export interface CameraReport {
  readonly source: string;
  readonly size: string;
  readonly encoder: string;
  readonly fps: number | null;
  readonly bitrate: number | null;
  readonly frames: number;
  /** Pictures that were not encoded because a stage was late, or encoded and refused by the link's process. */
  readonly dropped: number;
  readonly keyframes: number;
}

const reportEveryMs = 250;
const enoughEncoderThreads = 2;
const leastBitrateBps = 150_000;

/** Captures and encodes. Raw pictures never leave its process. */
export const create: ActorFactory<CameraConfig, never, CameraReport> = async (config, context) => {
  const capture = await openCapture(config.spec, {
    ...(config.size && { size: config.size }),
    fps: config.fps,
    room: config.room,
    nowUs,
  });
  const { size, fps } = capture;
  const wantedBps = config.bitrateBps ?? bitrateFor(size, fps);
  const encoder = openVideoEncoder({ size, fps, bitrateBps: wantedBps, threads: enoughEncoderThreads });

  let keyframeWanted = true;
  let linked = false;
  const asked = newHead();
  const writer = new HeadWriter();
  const channel = new ChannelClient(config.socket, {
    onOpen(open) {
      open.send(writer.hello('camera'));
      linked = true;
      keyframeWanted = true;
    },
    onMessage(message) {
      if (!readHead(message, asked)) return;
      if (asked.kind === 'keyframe-wanted') keyframeWanted = true;
      // What the path carries; never more than was wanted, and something even where it carries nothing.
      if (asked.kind === 'target') {
        encoder.setRate(Math.min(wantedBps, Math.max(asked.number * 1000, leastBitrateBps)), fps);
      }
    },
    onClose() {
      linked = false;
    },
  });

  const counts = { frames: 0, bytes: 0, refused: 0, keyframes: 0 };
  const frameRate = new Rate();
  const byteRate = new Rate();
  const reporting = setInterval(() => {
    const atUs = nowUs();
    const bytesPerSecond = byteRate.at(atUs, counts.bytes);
    context.emit({
      source: capture.description,
      size: `${size.width}x${size.height}`,
      encoder: encoder.name,
      fps: frameRate.at(atUs, counts.frames),
      bitrate: bytesPerSecond === null ? null : bytesPerSecond * 8,
      frames: counts.frames,
      dropped: capture.skipped + counts.refused,
      keyframes: counts.keyframes,
    });
  }, reportEveryMs);

  let stopped = false;
  const running = run(capture);
  running.catch((error: Error) => context.fail(error));

  return {
    receive() {},
    async stop() {
      stopped = true;
      clearInterval(reporting);
      channel.close();
      await capture.close();
      await running;
      encoder.close();
    },
  };

  async function run(source: Capture): Promise<void> {
    const head = newHead();
    head.kind = 'picture';
    for (;;) {
      const picture = await source.next();
      if (stopped) return;
      if (picture === null) throw new Error(`--video-in ${config.spec}: the source ended`);
      if (!linked) continue;
      const encoded = encoder.encode(picture.frame, picture.capturedUs, { keyframe: keyframeWanted });
      keyframeWanted = false;
      head.keyframe = encoded.keyframe;
      head.capturedUs = picture.capturedUs;
      head.encodedUs = nowUs();
      if (channel.send(writer.write(head), encoded.data) !== 'ok') {
        // What follows refers to a picture that nobody has.
        counts.refused++;
        keyframeWanted = true;
        continue;
      }
      counts.frames++;
      counts.bytes += encoded.data.length;
      if (encoded.keyframe) counts.keyframes++;
    }
  }
};
