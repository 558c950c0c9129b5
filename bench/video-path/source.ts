import { nowUs } from '@ajar/actor';
import { allocateFrame, type CapturedPicture, openCapture, writeStamp } from '@ajar/media';
import { ClipReader, planesOf } from './clip.ts';
import { FrameClock } from './frame-clock.ts';
import { stampOf, type TurnPlan } from './turn.ts';

/** A picture for the encoder, valid during the call, with the number in its pixels. */
export type Handed = Pick<CapturedPicture, 'frame' | 'capturedUs'>;

/** Hands in all frames of a turn; one whose time has passed is left out. */
export interface PictureSource {
  /** The first frame is due at `startUs`, or the next one after it. */
  start(startUs: number): void;
  close(): Promise<void>;
}

/** Pictures drawn beforehand, numbered from 0; handed in when they are copied into the encoder's frame. */
export function openClipSource(
  plan: TurnPlan,
  show: (handed: Handed, number: number) => void,
): PictureSource {
  const { size, fps } = plan;
  const clip = new ClipReader(plan.clip!);
  const frame = allocateFrame(size);
  const planes = frame.data!;
  const strides = frame.linesize;
  const handed = { frame, capturedUs: 0 };
  let clock: FrameClock | undefined;

  const hand = (number: number): void => {
    copyPicture(clip.frame(number));
    writeStamp(planes[0]!, strides[0]!, size.width, size.height, stampOf(number));
    handed.capturedUs = Math.round(nowUs());
    show(handed, number);
  };
  const copyPicture = (picture: Buffer): void => {
    for (const [index, plane] of planesOf(picture, size).entries()) {
      const width = index === 0 ? size.width : size.width / 2;
      const stride = strides[index]!;
      if (stride === width) planes[index]!.set(plane);
      else {
        for (let from = 0, to = 0; from < plane.length; from += width, to += stride) {
          planes[index]!.set(plane.subarray(from, from + width), to);
        }
      }
    }
  };

  return {
    start: (startUs) => {
      clock = new FrameClock(startUs, fps, plan.warmUpFrames + plan.frames, hand);
    },
    close: async () => {
      clock?.stop();
      frame.free();
    },
  };
}

/** What a portal's camera captures without a camera: `test:room` at its own pace, its capture time in its pixels. */
export async function openRoomSource(
  plan: TurnPlan,
  show: (handed: Handed, number: number) => void,
): Promise<PictureSource> {
  const { size, fps, warmUpFrames, frames } = plan;
  const capture = await openCapture('test:room', { size, fps, nowUs });
  let dueUs = Number.POSITIVE_INFINITY;
  let firstUs: number | undefined;
  let last = -1;

  const hand = (picture: CapturedPicture): void => {
    if (picture.capturedUs < dueUs) return;
    firstUs ??= picture.capturedUs;
    const number = Math.max(last + 1, Math.round(((picture.capturedUs - firstUs) * fps) / 1e6));
    if (number >= warmUpFrames + frames) return;
    last = number;
    show(picture, number);
  };
  const running = (async () => {
    // It is taken from before it counts, as in a portal whose door is still closed: the room paints ahead meanwhile.
    for (let picture = await capture.next(); picture !== null; picture = await capture.next()) hand(picture);
  })();

  return {
    start: (startUs) => {
      dueUs = startUs;
    },
    close: async () => {
      await capture.close();
      await running;
    },
  };
}
