import { MediaError } from '../error.ts';
import { isFlash, lightLamp } from '../room/lamp.ts';
import { createTestRoom, type Target } from '../room/test-room.ts';
import { writeStamp } from '../stamp.ts';
import type { Capture, CapturedPicture } from './capture.ts';
import type { CheckedOptions } from './options.ts';
import { createPacer, createSleeper } from './pacer.ts';
import { createPicture } from './picture.ts';

const DEFAULT_SIZE = { width: 1280, height: 720 };
/** Painting ahead takes a fraction of a millisecond a step, and is begun with this much time to spare; without it one step is made per picture. */
const SPARE_US = 1500;

/** Opens `test:room`, also `room?room=N`. See {@link createTestRoom}. */
export async function openRoomCapture(rest: string, options: CheckedOptions): Promise<Capture> {
  const number = roomOf(rest, options);
  const { nowUs, fps, size = DEFAULT_SIZE } = options;
  const room = createTestRoom(size, number);
  const frame = createPicture(size);
  const target: Target = { ...size, planes: frame.data!.slice(0, 3), strides: frame.linesize.slice(0, 3) };
  const pacer = createPacer(nowUs(), fps);
  const sleeper = createSleeper();
  const picture = { frame, capturedUs: 0 };
  let painting = true;
  let prepared = true;
  let open = true;

  /** Uses the time until the next picture is due: first to draw that one, then to paint ahead. False when it was not drawn. */
  const wait = async (): Promise<boolean> => {
    let drawn = false;
    for (;;) {
      const waitUs = pacer.untilDueUs(nowUs());
      if (!open || waitUs <= 0) return drawn;
      if (!drawn) {
        room.draw(target, pacer.next / fps, 0);
        drawn = true;
      } else if (painting && waitUs > SPARE_US) {
        painting = room.prepare();
        prepared = true;
        await sleeper.sleep(0);
      } else await sleeper.sleep(waitUs);
    }
  };

  return {
    description: `test room ${number}, ${size.width}x${size.height} at ${fps} fps`,
    size,
    fps,
    get skipped() {
      return pacer.skipped;
    },
    drops: {
      get late() {
        return pacer.skipped;
      },
      broken: 0,
    },
    next: async (): Promise<CapturedPicture | null> => {
      const drawn = await wait();
      if (!open) return null;
      if (painting && !prepared) painting = room.prepare();
      prepared = false;
      const capturedUs = Math.round(nowUs());
      const tick = pacer.take(capturedUs);
      if (drawn) writeStamp(target.planes[0]!, target.strides[0]!, size.width, size.height, capturedUs);
      else room.draw(target, tick / fps, capturedUs);
      if (isFlash(capturedUs)) lightLamp(target);
      picture.capturedUs = capturedUs;
      return picture;
    },
    close: async () => {
      if (!open) return;
      open = false;
      sleeper.wake();
      frame.free();
    },
  };
}

function roomOf(rest: string, options: CheckedOptions): number {
  const match = /^room(?:\?room=(\d{1,6}))?$/.exec(rest);
  if (!match) {
    throw new MediaError(
      'bad-spec',
      `test:${rest}: no such test picture; test:room or test:room?room=N would do`,
      {
        subject: `test:${rest}`,
      },
    );
  }
  return match[1] === undefined ? (options.room ?? 0) : Number(match[1]);
}
