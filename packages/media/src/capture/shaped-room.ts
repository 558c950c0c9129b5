import type { Capture, CapturedPicture } from './capture.ts';
import type { CheckedOptions } from './options.ts';
import { openRoomCapture } from './room-capture.ts';
import { createShaper, describeShape } from './shaper.ts';

/** Opens `test:room`, cropped, turned and mirrored like a camera's pictures. Its painted stamp goes where the pixels go. */
export async function openShapedRoom(rest: string, options: CheckedOptions): Promise<Capture> {
  const { crop, rotate = 0, mirror = false, size = DEFAULT_SIZE } = options;
  if (!crop && rotate === 0 && !mirror) return openRoomCapture(rest, options);
  const upright = rotate === 90 || rotate === 270 ? { width: size.height, height: size.width } : size;
  const room = await openRoomCapture(rest, { ...options, size: upright });
  const shaper = createShaper(upright, { ...options, size });
  return {
    description: `${room.description}${describeShape(options)}`,
    size: shaper.size,
    fps: room.fps,
    get skipped() {
      return room.skipped;
    },
    drops: room.drops,
    next: async (): Promise<CapturedPicture | null> => {
      const picture = await room.next();
      return picture && { ...picture, frame: shaper.convert(picture.frame) };
    },
    close: async () => {
      await room.close();
      shaper.close();
    },
  };
}

const DEFAULT_SIZE = { width: 1280, height: 720 };
