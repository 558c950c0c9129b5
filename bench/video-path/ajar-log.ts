import type { Ledger } from './stages.ts';
import type { SentReport } from './turn.ts';

/** What the camera's process notes, by frame, µs. */
export interface CameraTimes extends SentReport {
  readonly encoderUs: Float64Array;
  readonly encodedUs: Float64Array;
}

/** What the sending link's process notes: when a frame reached it, in the order in which they did. */
export interface LinkTimes {
  readonly count: number;
  /** The frame's capture time, by which it is known. */
  readonly capturedUs: Float64Array;
  readonly linkUs: Float64Array;
}

/** What the screen's process notes of each picture that came out, in the order in which they did. */
export interface ScreenTimes {
  readonly count: number;
  /** The number in the picture's pixels. */
  readonly stamp: Float64Array;
  readonly sentUs: Float64Array;
  readonly firstReceivedUs: Float64Array;
  readonly completeUs: Float64Array;
  readonly screenUs: Float64Array;
  readonly decodedUs: Float64Array;
  readonly outUs: Float64Array;
}

/** Room for so many values, touched, so that memory does not seem to grow while it fills. */
export function column(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}

/**
 * Puts the processes' notes together, by frame. Of a picture that came out twice the first time counts.
 *
 * @param frameOf which frame bears a number in its pixels; undefined for none of ours
 */
export function joinTimes(
  camera: CameraTimes,
  link: LinkTimes,
  screen: ScreenTimes,
  frameOf: (stamp: number) => number | undefined,
): { ledger: Ledger; unreadable: number } {
  const frames = camera.inUs.length;
  const empty = (): Float64Array => column(frames);
  const linkUs = empty();
  const frameAt = framesByCapture(camera.inUs);
  for (let index = 0; index < link.count; index++) {
    const frame = frameAt.get(link.capturedUs[index]!);
    if (frame !== undefined) linkUs[frame] = link.linkUs[index]!;
  }
  const come = {
    sentUs: empty(),
    firstReceivedUs: empty(),
    completeUs: empty(),
    screenUs: empty(),
    decodedUs: empty(),
    outUs: empty(),
  };
  let unreadable = 0;
  for (let index = 0; index < screen.count; index++) {
    const frame = frameOf(screen.stamp[index]!);
    if (frame === undefined) unreadable++;
    else if (Number.isNaN(come.outUs[frame]!))
      for (const name of Object.keys(come) as (keyof typeof come)[]) come[name][frame] = screen[name][index]!;
  }
  const { inUs: capturedUs, encoderUs, encodedUs } = camera;
  return { ledger: { capturedUs, encoderUs, encodedUs, linkUs, ...come }, unreadable };
}

/** Which frame was captured at which time. */
export function framesByCapture(inUs: Float64Array): ReadonlyMap<number, number> {
  const frames = new Map<number, number>();
  for (const [frame, us] of inUs.entries()) if (!Number.isNaN(us)) frames.set(us, frame);
  return frames;
}
