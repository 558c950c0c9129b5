// Hands frames to a link, and owns its socket, as the link process of a portal does.
import { nowUs } from '@ajar/actor';
import { type KeyPair, openLink, videoTrack } from '@ajar/link';
import { FrameBytes } from '../link-matrix/frame-bytes.ts';
import { MediaSource } from '../link-matrix/media-source.ts';
import { runJob } from '../video-path/child.ts';
import { FrameClock } from '../video-path/frame-clock.ts';
import { ethernetBytes, type LivePlan, type LiveSent, noFrames } from './live-plan.ts';

export interface LinkEndConfig {
  readonly plan: LivePlan;
  readonly keyPair: KeyPair;
  readonly peerKey: Uint8Array;
  /** Where to call; 0 waits to be called. */
  readonly port: number;
  /** When a frame becomes useless, ms after it was handed in. */
  readonly lifetimeMs: number;
}

runJob<LinkEndConfig, LiveSent>(async ({ plan, keyPair, peerKey, port, lifetimeMs }) => {
  const source = new MediaSource(plan.seed, plan);
  const frames = new FrameBytes();
  const inUs = noFrames(plan);
  let clock: FrameClock | undefined;
  const opened = Promise.withResolvers<void>();
  const link = await openLink({
    staticKey: keyPair,
    peerKey,
    connect: { host: '127.0.0.1', port },
    maxDatagramBytes: ethernetBytes,
    nowUs,
    onEvent: (event) => {
      if (event.type === 'state' && event.state === 'open') opened.resolve();
    },
  });
  await opened.promise;

  const show = (frame: number): void => {
    const keyframe = source.takeKeyframe();
    const data = frames.write(frame, source.nextBytes(keyframe), keyframe);
    const atUs = nowUs();
    inUs[frame] = atUs;
    link.sendFrame(videoTrack, data, {
      capturedUs: atUs,
      encodedUs: atUs,
      keyframe,
      deadlineUs: atUs + lifetimeMs * 1000,
    });
  };

  return {
    receive: (startUs) => {
      clock = new FrameClock(startUs as number, plan.fps, inUs.length, show);
    },
    finish: async () => {
      clock?.stop();
      await link.close();
      return { inUs };
    },
  };
});
