// The process that encodes: pictures are handed in here.
import { ChannelClient, nowUs } from '@ajar/actor';
import { allocateFrame, openVideoEncoder, writeStamp } from '@ajar/media';
import { AjarHeadWriter, newAjarHead } from './ajar-head.ts';
import { runJob } from './child.ts';
import { ClipReader, planesOf } from './clip.ts';
import { FrameClock } from './frame-clock.ts';
import { type SentReport, stampOf, type TurnPlan } from './turn.ts';

export interface AjarCameraConfig {
  readonly plan: TurnPlan;
  /** The link process's socket. */
  readonly socket: string;
}

runJob<AjarCameraConfig, SentReport>(async ({ plan, socket }) => {
  const { size } = plan.clip;
  const clip = new ClipReader(plan.clip);
  const frame = allocateFrame(size);
  const planes = frame.data!;
  const strides = frame.linesize;
  const encoder = openVideoEncoder({ size, fps: plan.fps, bitrateBps: plan.bitrateBps });
  const inUs = new Float64Array(plan.warmUpFrames + plan.frames).fill(Number.NaN);
  const head = newAjarHead();
  const writer = new AjarHeadWriter();
  let keyframe = true;
  let clock: FrameClock | undefined;

  const opened = Promise.withResolvers<void>();
  const channel = new ChannelClient(socket, {
    onOpen: () => opened.resolve(),
    onMessage: () => {
      keyframe = true;
    },
  });
  await opened.promise;

  const show = (number: number): void => {
    copyPicture(clip.frame(number));
    writeStamp(planes[0]!, strides[0]!, size.width, size.height, stampOf(number));
    const capturedUs = nowUs();
    inUs[number] = capturedUs;
    const picture = encoder.encode(frame, capturedUs, { keyframe });
    head.keyframe = picture.keyframe;
    head.capturedUs = capturedUs;
    head.encodedUs = nowUs();
    keyframe = channel.send(writer.write(head), picture.data) !== 'ok';
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
    receive: (startUs) => {
      clock = new FrameClock(startUs as number, plan.fps, inUs.length, show);
    },
    finish: () => {
      clock?.stop();
      channel.close();
      encoder.close();
      return { inUs };
    },
  };
});
