import type { AVPixelFormat } from 'node-av/constants';
import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import { errorText } from './ffmpeg.ts';

/**
 * A frame with memory of its own for a picture (yuv420p, unless another format is given), contents undefined. Draw into `frame.data`
 * (luma, then blue and red difference; row lengths in `frame.linesize`). The memory is gone after `frame.free()`, or when the frame is collected: hold on to the frame
 * as long as a plane of it is in use.
 *
 * @throws MediaError `bad-spec` when there is no such picture or no memory for it
 */
export function allocateFrame(size: Size, format: AVPixelFormat = AV_PIX_FMT_YUV420P): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = size.width;
  frame.height = size.height;
  frame.format = format;
  const status = frame.getBuffer();
  if (status < 0) {
    frame.free();
    throw new MediaError(
      'bad-spec',
      `no memory for a ${size.width}x${size.height} picture: ${errorText(status)}`,
    );
  }
  return frame;
}
