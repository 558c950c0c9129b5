import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import type { CaptureOptions } from './capture.ts';

/** Options after checking: size even, all set that have a default for every source. */
export interface CheckedOptions extends CaptureOptions {
  readonly fps: number;
}

const MIN_SIDE = 16;
const MAX_SIDE = 8192;

/** Checks what is wanted of a capture. Throws MediaError `bad-spec`. */
export function checkOptions(options: CaptureOptions): CheckedOptions {
  const { size, fps = 60, room = 0, offset } = options;
  if (!(fps > 0 && fps <= 240)) {
    throw new MediaError('bad-spec', `frame rate ${fps}: must be more than 0 and at most 240`, {
      subject: 'fps',
    });
  }
  if (!(Number.isSafeInteger(room) && room >= 0)) {
    throw new MediaError('bad-spec', `room ${room}: must be an integer from 0`, { subject: 'room' });
  }
  if (
    offset &&
    !(Number.isInteger(offset.x) && Number.isInteger(offset.y) && offset.x >= 0 && offset.y >= 0)
  ) {
    throw new MediaError('bad-spec', `offset ${offset.x},${offset.y}: must be whole pixels from 0`, {
      subject: 'offset',
    });
  }
  return { ...options, fps, room, ...(size && { size: evenSize(size) }) };
}

function evenSize(size: Size): Size {
  for (const side of [size.width, size.height]) {
    if (!(Number.isInteger(side) && side >= MIN_SIDE && side <= MAX_SIDE)) {
      throw new MediaError(
        'bad-spec',
        `size ${size.width}x${size.height}: each side must be a whole number of pixels from ${MIN_SIDE} to ${MAX_SIDE}`,
        { subject: 'size' },
      );
    }
  }
  return { width: size.width & ~1, height: size.height & ~1 };
}
