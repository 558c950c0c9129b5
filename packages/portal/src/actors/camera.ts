import { type ActorFactory, ChannelClient, nowUs } from '@ajar/actor';
import { type Capture, type CaptureDrops, type CapturedPicture, openSteadyCapture } from '@ajar/media';
import type { Limit } from '../adaptation/adaptation.ts';
import type { CameraSettings, VideoSettings } from '../config/settings.ts';
import type { Size } from '../config/values.ts';
import { Rate } from '../stats/rate.ts';
import { HeadWriter, newHead, readHead } from '../wire/media-message.ts';
import { EncoderMarker } from './camera/encoder-marker.ts';
import { PictureMaker } from './camera/picture-maker.ts';

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
  readonly camera: CameraSettings;
  readonly video: VideoSettings;
  /** Where the encoder in use is remembered, in case that it crashes. */
  readonly encoderFile: string;
}

/** Pictures of the source that were not sent, totals by reason. */
export interface CameraDrops extends CaptureDrops {
  /** Fewer are made than the source gives. */
  readonly rate: number;
  /** The link's process did not take them. */
  readonly refused: number;
}

/** What a camera reports, four times a second. Counts are totals since its start. */
export interface CameraReport {
  readonly source: string;
  /** What is made of the source's pictures now, and what it gives. */
  readonly size: string;
  readonly sourceSize: string;
  readonly sourceFps: number;
  /** Why that is less; null when it is not. */
  readonly limit: Limit | null;
  readonly encoder: string;
  readonly fps: number | null;
  readonly bitrate: number | null;
  readonly frames: number;
  /** Pictures that were not sent, for whatever reason. */
  readonly dropped: number;
  readonly dropReasons: CameraDrops;
  readonly keyframes: number;
}

/** What a camera tells the portal. */
export type CameraMessage =
  | { readonly kind: 'report'; readonly report: CameraReport }
  | { readonly kind: 'warning'; readonly message: string };

const reportEveryMs = 250;

/** Captures and encodes. Raw pictures never leave its process. */
export const create: ActorFactory<CameraConfig, never, CameraMessage> = async (config, context) => {
  const { camera, video } = config;
  const warn = (message: string): void => {
    context.emit({ kind: 'warning', message });
  };
  const capture = await openSteadyCapture(config.spec, {
    ...(config.size && { size: config.size }),
    fps: config.fps,
    room: config.room,
    nowUs,
    ...(camera.crop && { crop: camera.crop }),
    rotate: camera.rotate,
    mirror: camera.mirror,
    controls: camera.controls,
    passThrough: video.encoder === 'camera',
    onWarning: ({ message }) => warn(message),
  });
  const { size, fps } = capture;
  const marker = new EncoderMarker(config.encoderFile);
  const maker = new PictureMaker({
    ...video,
    size,
    fps,
    bitrateBps: config.bitrateBps,
    marker,
    nowUs,
    onWarning: warn,
    willBlock: (ms) => context.willBlock(ms),
  });

  let linked = false;
  const asked = newHead();
  const writer = new HeadWriter();
  const channel = new ChannelClient(config.socket, {
    onOpen(open) {
      open.send(writer.hello('camera'));
      linked = true;
      maker.wantKeyframe();
    },
    onMessage(message) {
      if (!readHead(message, asked)) return;
      if (asked.kind === 'keyframe-wanted') maker.wantKeyframe();
      else if (asked.kind === 'target') maker.setTarget(asked.number * 1000);
      else if (asked.kind === 'decoders') maker.setDecoders(asked.number);
    },
    onClose() {
      linked = false;
    },
  });

  const counts = { frames: 0, bytes: 0, refused: 0, keyframes: 0 };
  const frameRate = new Rate();
  const byteRate = new Rate();
  const reporting = setInterval(() => context.emit({ kind: 'report', report: report() }), reportEveryMs);

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
      maker.close();
    },
  };

  async function run(source: Capture): Promise<void> {
    for (;;) {
      const picture = await source.next();
      if (stopped) return;
      if (picture === null) throw new Error(`--video-in ${config.spec}: the source ended`);
      if (linked) show(picture);
    }
  }

  function show(picture: CapturedPicture): void {
    const encoded = picture.encoded ?? maker.make(picture);
    if (encoded === undefined) return;
    asSent.keyframe = encoded.keyframe;
    asSent.capturedUs = picture.capturedUs;
    asSent.encodedUs = nowUs();
    if (channel.send(writer.write(asSent), encoded.data) !== 'ok') {
      // What follows refers to a picture that nobody has.
      counts.refused++;
      maker.wantKeyframe();
      return;
    }
    counts.frames++;
    counts.bytes += encoded.data.length;
    if (encoded.keyframe) counts.keyframes++;
  }

  function report(): CameraReport {
    const atUs = nowUs();
    const bytesPerSecond = byteRate.at(atUs, counts.bytes);
    const dropReasons = { ...capture.drops, rate: maker.leftOut, refused: counts.refused };
    return {
      source: capture.description,
      size: sizeText(maker.size),
      sourceSize: sizeText(size),
      sourceFps: fps,
      limit: maker.limit ?? null,
      encoder: maker.encoder,
      fps: frameRate.at(atUs, counts.frames),
      bitrate: bytesPerSecond === null ? null : bytesPerSecond * 8,
      frames: counts.frames,
      dropped: Object.values(dropReasons).reduce((sum, count) => sum + count, 0),
      dropReasons,
      keyframes: counts.keyframes,
    };
  }
};

const asSent = newHead();
asSent.kind = 'picture';

function sizeText({ width, height }: Size): string {
  return `${width}x${height}`;
}
