import {
  AV_PIX_FMT_0RGB,
  AV_PIX_FMT_ARGB,
  AV_PIX_FMT_BGR0,
  AV_PIX_FMT_BGRA,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_RGB0,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  AV_PIX_FMT_YUVJ444P,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_RGB,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_UNSPECIFIED,
} from 'node-av/constants';
import { type Frame, SoftwareScaleContext } from 'node-av/lib';
import { errorText, quietFfmpeg } from '../codec/ffmpeg.ts';
import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import { createPicture } from './picture.ts';

/** Turns whatever a source delivers into what encoders take. */
export interface Converter {
  /**
   * The picture as yuv420p or nv12, BT.709 limited range, of the converter's size: the given frame itself where it is that already,
   * else one that belongs to the converter and is overwritten by the next call.
   *
   * @throws MediaError `unsupported` for a pixel format that FFmpeg cannot convert
   */
  convert(source: Frame): Frame;
  close(): void;
}

/** A converter to this size; sources may change size and format from picture to picture. */
export function createConverter(size: Size): Converter {
  quietFfmpeg();
  let smooth: SoftwareScaleContext | undefined;
  let plain: SoftwareScaleContext | undefined;
  let output: Frame | undefined;
  return {
    convert: (source) => {
      if (isReady(source, size)) return source;
      assumeColours(source);
      output ??= createPicture(size);
      const scaler =
        isSize(source, size) && SCREEN_FORMATS.has(source.format)
          ? (plain ??= createScaler('neighbor'))
          : (smooth ??= createScaler('bilinear'));
      const status = scaler.scaleFrameSync(output, source);
      if (status < 0) {
        throw new MediaError(
          'unsupported',
          `a ${source.width}x${source.height} picture in pixel format ${source.format} cannot be converted: ${errorText(status)}`,
        );
      }
      return output;
    },
    close: () => {
      output?.free();
      output = undefined;
      smooth?.freeContext();
      plain?.freeContext();
      smooth = undefined;
      plain = undefined;
    },
  };
}

/** What a screen delivers, see {@link createScaler}. */
const SCREEN_FORMATS: ReadonlySet<number> = new Set<number>([
  AV_PIX_FMT_BGR0,
  AV_PIX_FMT_BGRA,
  AV_PIX_FMT_RGB0,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_0RGB,
  AV_PIX_FMT_ARGB,
]);

/**
 * @param flags how pixels are made of others. A screen that is not scaled needs it for chroma only, and takes that of every other row:
 *   a third less time than the mean of two rows, and nobody sees it at the size of a pixel.
 */
function createScaler(flags: 'bilinear' | 'neighbor'): SoftwareScaleContext {
  const scaler = new SoftwareScaleContext();
  // Without getContext() swscale takes size, format and colours from the frames, anew whenever they change.
  scaler.allocContext();
  scaler.setOption('sws_flags', flags);
  scaler.setOption('threads', '2');
  return scaler;
}

/**
 * The largest even size with the proportions of `source` that fits into `wanted`; `wanted` itself where proportions differ by
 * less than 1 %.
 */
export function fitSize(source: Size, wanted: Size | undefined): Size {
  const into = wanted ?? source;
  const scale = Math.min(into.width / source.width, into.height / source.height);
  const width = source.width * scale;
  const height = source.height * scale;
  if (width >= into.width * 0.99 && height >= into.height * 0.99) return evenDown(into.width, into.height);
  return evenDown(Math.round(width), Math.round(height));
}

function evenDown(width: number, height: number): Size {
  return { width: Math.max(width & ~1, 2), height: Math.max(height & ~1, 2) };
}

/** Untagged pictures of 720 lines and more are taken for BT.709, as players do. */
function isReady(source: Frame, size: Size): boolean {
  if (!isSize(source, size)) return false;
  if (source.format !== AV_PIX_FMT_YUV420P && source.format !== AV_PIX_FMT_NV12) return false;
  if (source.colorRange === AVCOL_RANGE_JPEG) return false;
  const space = source.colorSpace;
  return space === AVCOL_SPC_BT709 || (space === AVCOL_SPC_UNSPECIFIED && source.height >= 720);
}

function isSize(source: Frame, size: Size): boolean {
  return source.width === size.width && source.height === size.height;
}

const FULL_RANGE: ReadonlySet<number> = new Set<number>([
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  AV_PIX_FMT_YUVJ444P,
]);

/** JPEG means full-range BT.601 (JFIF), small pictures BT.601, large ones BT.709. */
function assumeColours(source: Frame): void {
  if (source.colorSpace !== AVCOL_SPC_UNSPECIFIED || source.colorSpace === AVCOL_SPC_RGB) return;
  const jpeg = FULL_RANGE.has(source.format);
  source.colorSpace = jpeg || source.height < 720 ? AVCOL_SPC_SMPTE170M : AVCOL_SPC_BT709;
  if (jpeg) source.colorRange = AVCOL_RANGE_JPEG;
}
