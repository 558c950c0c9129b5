// Hands frames to a program that takes UDP, as datagrams of 1316 bytes.
import { createSocket } from 'node:dgram';
import { nowUs } from '@ajar/actor';
import { MediaSource } from '../link-matrix/media-source.ts';
import { runJob } from '../video-path/child.ts';
import { FrameClock } from '../video-path/frame-clock.ts';
import { type LivePlan, type LiveSent, noFrames } from './live-plan.ts';
import { chunkLength, chunksOf, writeChunkHead } from './udp-chunk.ts';

export interface UdpSenderConfig {
  readonly plan: LivePlan;
  readonly port: number;
}

runJob<UdpSenderConfig, LiveSent>(({ plan, port }) => {
  const socket = createSocket({ type: 'udp4', sendBufferSize: 4 << 20 });
  const source = new MediaSource(plan.seed, plan);
  const inUs = noFrames(plan);
  let clock: FrameClock | undefined;

  const show = (frame: number): void => {
    const bytes = source.nextBytes(source.takeKeyframe());
    const count = chunksOf(bytes);
    inUs[frame] = nowUs();
    for (let index = 0; index < count; index++) {
      const chunk = Buffer.alloc(chunkLength(bytes, index), frame & 0xff);
      writeChunkHead(chunk, frame, index, count);
      socket.send(chunk, port, '127.0.0.1');
    }
  };

  return {
    receive: (startUs) => {
      clock = new FrameClock(startUs as number, plan.fps, inUs.length, show);
    },
    finish: () => {
      clock?.stop();
      socket.close();
      return { inUs };
    },
  };
});
