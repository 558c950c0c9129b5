// The process that captures and encodes: pictures are handed in here.
import { ChannelClient, nowUs } from '@ajar/actor';
import { openVideoEncoder } from '@ajar/media';
import { GcWatch } from '../link-live/gc-watch.ts';
import { AjarHeadWriter, newAjarHead } from './ajar-head.ts';
import { type CameraTimes, column } from './ajar-log.ts';
import type { AjarOrder, GcReport } from './ajar-order.ts';
import { runJob } from './child.ts';
import { type Handed, openClipSource, openRoomSource, type PictureSource } from './source.ts';
import type { TurnPlan } from './turn.ts';

export interface AjarCameraConfig {
  readonly plan: TurnPlan;
  /** The link process's socket. */
  readonly socket: string;
}

export interface AjarCameraReport extends CameraTimes, GcReport {
  readonly encoder: string;
  /** Of the frames handed in, how many the link's process did not take. */
  readonly refused: number;
}

runJob<AjarCameraConfig, AjarCameraReport>(async ({ plan, socket }) => {
  const { size, fps, bitrateBps } = plan;
  const frames = plan.warmUpFrames + plan.frames;
  const encoder = openVideoEncoder({ size, fps, bitrateBps });
  const [inUs, encoderUs, encodedUs] = [column(frames), column(frames), column(frames)];
  const head = newAjarHead();
  const writer = new AjarHeadWriter();
  const gc = new GcWatch();
  let keyframe = true;
  let refused = 0;

  const opened = Promise.withResolvers<void>();
  const channel = new ChannelClient(socket, {
    onOpen: () => opened.resolve(),
    onMessage: () => {
      keyframe = true;
    },
  });
  await opened.promise;

  const show = ({ frame, capturedUs }: Handed, number: number): void => {
    inUs[number] = capturedUs;
    encoderUs[number] = nowUs();
    const picture = encoder.encode(frame, capturedUs, { keyframe });
    head.keyframe = picture.keyframe;
    head.capturedUs = capturedUs;
    head.encodedUs = nowUs();
    encodedUs[number] = head.encodedUs;
    keyframe = channel.send(writer.write(head), picture.data) !== 'ok';
    if (keyframe) refused++;
  };
  const source: PictureSource = plan.clip ? openClipSource(plan, show) : await openRoomSource(plan, show);

  return {
    receive: (order) => {
      const { startUs } = order as AjarOrder;
      if (startUs === undefined) gc.start();
      else source.start(startUs);
    },
    finish: async () => {
      await source.close();
      channel.close();
      const { name } = encoder;
      encoder.close();
      return { inUs, encoderUs, encodedUs, encoder: name, refused, gc: gc.stop() };
    },
  };
});
