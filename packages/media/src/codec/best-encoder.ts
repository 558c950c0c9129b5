import { availableParallelism } from 'node:os';
import { MediaError } from '../error.ts';
import { type EncoderPreference, encoderOrder } from './encoder-order.ts';
import { tryEncoder } from './encoder-trial.ts';
import { FfmpegEncoder } from './ffmpeg-encoder.ts';
import { knownEncoder } from './known-encoders.ts';
import { requireRate, requireSize, requireThreads } from './rate.ts';
import { TrialPictures } from './trial-pictures.ts';
import type { VideoCodec } from './video-codec.ts';
import type { VideoEncoder, VideoEncoderOptions } from './video-encoder.ts';

export interface BestEncoderOptions extends Omit<VideoEncoderOptions, 'name'> {
  /** What the peer decodes, and the settings allow. */
  readonly codecs: readonly VideoCodec[];
  /** Default `auto`. */
  readonly prefer?: EncoderPreference;
  /** Names that are not tried. */
  readonly exclude?: readonly string[];
  /**
   * Called before each is tried, and with undefined when none is being tried any more: a driver may take the process with it, and who
   * keeps the name outside of it knows what to exclude next time.
   */
  readonly onTry?: (name: string | undefined) => void;
}

/** One that was tried and not taken. */
export interface RejectedEncoder {
  readonly name: string;
  /** One line. */
  readonly reason: string;
}

export interface BestEncoder {
  readonly encoder: VideoEncoder;
  readonly rejected: readonly RejectedEncoder[];
}

/**
 * Opens the first encoder of {@link encoderOrder} that passes a trial: a few frames are encoded, each has to be given out at once and
 * (unless `prefer` is `hardware`) to keep to about its share of the bitrate, and is decoded and compared. Where there is no hardware this
 * takes some hundredths of a second and one trial of libx264.
 *
 * @throws MediaError `bad-spec` for what no encoder takes, `encoder` when none passes: its message says why each did not
 */
export function openBestEncoder(options: BestEncoderOptions): BestEncoder {
  const { threads = Math.min(availableParallelism(), 4), prefer, exclude = [], onTry } = options;
  requireSize(options.size);
  requireRate(options.bitrateBps, options.fps);
  requireThreads(threads);
  const order = encoderOrder({ codecs: options.codecs, exclude, ...(prefer && { prefer }) });
  const rejected: RejectedEncoder[] = [];
  const pictures = new TrialPictures(options.size);
  try {
    for (const choice of order) {
      onTry?.(choice.name);
      // One that was named, and software, is taken as it is: there is nothing better behind it.
      const isFree = prefer === 'hardware' || prefer === choice.name || !choice.hardware;
      const shareBytes = isFree ? Number.POSITIVE_INFINITY : options.bitrateBps / options.fps / 8;
      const encoder = openTried(choice.name, { ...options, threads }, pictures, shareBytes, rejected);
      if (encoder !== undefined) return { encoder, rejected };
    }
  } finally {
    onTry?.(undefined);
    pictures.close();
  }
  const reasons = rejected.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
  const codecs = options.codecs.length === 0 ? 'no codec' : options.codecs.join(', ');
  throw new MediaError('encoder', `no encoder for ${codecs} works here: ${reasons || 'none is left to try'}`);
}

function openTried(
  name: string,
  options: VideoEncoderOptions & { readonly threads: number },
  pictures: TrialPictures,
  shareBytes: number,
  rejected: RejectedEncoder[],
): VideoEncoder | undefined {
  let encoder: FfmpegEncoder | undefined;
  try {
    encoder = new FfmpegEncoder(knownEncoder(name)!, options);
    tryEncoder(encoder, pictures, shareBytes, !encoder.hardware);
    encoder.beginAnew();
    return encoder;
  } catch (error) {
    encoder?.close();
    if (!(error instanceof MediaError)) throw error;
    rejected.push({ name, reason: error.message });
    return undefined;
  }
}
