import { MediaError } from '../error.ts';
import type { Size } from '../size.ts';
import type { CaptureOptions } from './capture.ts';

/** Options after checking: size even, all set that have a default for every source. */
export interface CheckedOptions extends CaptureOptions {
  readonly fps: number;
  /** Somebody else repeats and explains: fail, and do not cover up. */
  readonly steady?: boolean;
}

const MIN_SIDE = 16;
const MAX_SIDE = 8192;
/** Fractions do not add up to 1 exactly. */
const REACH = 1 + 1e-9;

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
  checkShape(options);
  checkControls(options.controls);
  return { ...options, fps, room, ...(size && { size: evenSize(size) }) };
}

function checkShape({ crop, rotate = 0 }: CaptureOptions): void {
  if (![0, 90, 180, 270].includes(rotate)) {
    throw new MediaError('bad-spec', `rotation by ${rotate}: 0, 90, 180 and 270 degrees would do`, {
      subject: 'rotate',
    });
  }
  if (!crop) return;
  const { x, y, width, height } = crop;
  const isInside = x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= REACH && y + height <= REACH;
  if (isInside) return;
  throw new MediaError(
    'bad-spec',
    `crop ${x},${y},${width},${height}: must be left, top, width and height of a part of the picture, in fractions of it from 0 to 1`,
    { subject: 'crop' },
  );
}

function checkControls(controls: CaptureOptions['controls'] = {}): void {
  for (const [name, value] of Object.entries(controls)) {
    const isName = /^[a-z0-9_]+$/i.test(name);
    // They become arguments of a program, which takes lists with commas.
    const isValue = typeof value === 'number' ? Number.isFinite(value) : /^[\w. +-]+$/.test(value);
    if (isName && isValue) continue;
    throw new MediaError(
      'bad-spec',
      `control ${name}=${value}: a name of letters, digits and _ and a plain value would do, as in brightness=128`,
      { subject: `controls.${name}` },
    );
  }
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
