import {
  AV_FRAME_FLAG_CORRUPT,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_SMPTE240M,
} from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { endView } from './native-view.ts';

/**
 * A decoded picture, planar 4:2:0 with 8 bits. The planes are views on the decoder's own memory: read-only (later pictures are
 * predicted from them), valid until the next `decode`, `release` or `close`. The decoder reuses this object.
 */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly format: 'yuv420p' | 'nv12';
  /** Luma, blue and red difference (nv12: luma, both differences in turns); those have half the width and half the height, rounded up. */
  readonly planes: readonly Uint8Array[];
  /** Bytes from one row to the next, a plane each. */
  readonly strides: readonly number[];
  /** How colours were made into luma and differences. Where the stream doesn't say: BT.709 from 720 lines on, BT.601 below. */
  readonly matrix: 'bt709' | 'bt601' | 'bt2020';
  /** Luma from 16 to 235 or from 0 to 255. Limited where the stream doesn't say. */
  readonly range: 'limited' | 'full';
  /** False when it was predicted from a picture that was lost or broken, or when the decoder concealed something in it. */
  readonly clean: boolean;
  /** A picture from which a decoder can start. */
  readonly keyframe: boolean;
  /** Gives the memory back before the next `decode`. */
  release(): void;
}

/** The one picture of a decoder, and the frame that FFmpeg decodes into. */
export class DecoderPicture implements DecodedPicture {
  readonly frame: Frame = new Frame();
  format: DecodedPicture['format'] = 'yuv420p';
  width = 0;
  height = 0;
  planes: readonly Uint8Array[] = NO_PLANES;
  strides: readonly number[] = NO_STRIDES;
  matrix: DecodedPicture['matrix'] = 'bt709';
  range: DecodedPicture['range'] = 'limited';
  clean = false;
  keyframe = false;

  constructor() {
    this.frame.alloc();
  }

  /** FFmpeg found damage in what is in `frame`. */
  get isDamaged(): boolean {
    return this.frame.decodeErrorFlags !== 0 || (this.frame.flags & AV_FRAME_FLAG_CORRUPT) !== 0;
  }

  /** Describes what the decoder put into `frame`; false when this is no 8-bit 4:2:0. */
  take(isWhole: boolean): boolean {
    const frame = this.frame;
    const format = frame.format;
    if (format === AV_PIX_FMT_NV12) this.format = 'nv12';
    else if (format === AV_PIX_FMT_YUV420P || format === AV_PIX_FMT_YUVJ420P) this.format = 'yuv420p';
    else return false;
    this.width = frame.width;
    this.height = frame.height;
    this.planes = frame.data ?? NO_PLANES;
    this.strides = frame.linesize;
    this.matrix = matrixOf(frame.colorSpace, frame.height);
    this.range = format === AV_PIX_FMT_YUVJ420P || frame.colorRange === AVCOL_RANGE_JPEG ? 'full' : 'limited';
    this.keyframe = frame.keyFrame === 1;
    this.clean = isWhole && !this.isDamaged;
    return true;
  }

  release(): void {
    for (const plane of this.planes) endView(plane);
    this.planes = NO_PLANES;
    this.strides = NO_STRIDES;
    this.frame.unref();
  }
}

const NO_PLANES: readonly Uint8Array[] = [];
const NO_STRIDES: readonly number[] = [];

function matrixOf(space: number, height: number): DecodedPicture['matrix'] {
  if (space === AVCOL_SPC_BT709) return 'bt709';
  if (space === AVCOL_SPC_BT2020_NCL) return 'bt2020';
  const is601 = space === AVCOL_SPC_SMPTE170M || space === AVCOL_SPC_BT470BG || space === AVCOL_SPC_SMPTE240M;
  return is601 || height < 720 ? 'bt601' : 'bt709';
}
