// Hands frames to a link, and owns its socket, as the link process of a portal does.
import { nowUs } from '@ajar/actor';
import { openLink, videoTrack } from '@ajar/link';
import { beUrgent } from '@ajar/portal/urgent';
import { FrameBytes } from '../link-matrix/frame-bytes.ts';
import { MediaSource } from '../link-matrix/media-source.ts';
import { runJob } from '../video-path/child.ts';
import { FrameClock } from '../video-path/frame-clock.ts';
import { GcWatch } from './gc-watch.ts';
import type { LinkEndConfig, LinkSent } from './link-end-config.ts';
import { noFrames } from './live-plan.ts';

runJob<LinkEndConfig, LinkSent>(async ({ plan, keyPair, peerKey, port, lifetimeMs, options }) => {
  beUrgent();
  const source = new MediaSource(plan.seed, plan);
  const frames = new FrameBytes();
  const inUs = noFrames(plan);
  const info = { capturedUs: 0, encodedUs: 0, keyframe: false, deadlineUs: 0 };
  const gc = new GcWatch();
  let clock: FrameClock | undefined;
  const opened = Promise.withResolvers<void>();
  const link = await openLink({
    staticKey: keyPair,
    peerKey,
    connect: { host: '127.0.0.1', port },
    nowUs,
    onEvent: (event) => {
      if (event.type === 'state' && event.state === 'open') opened.resolve();
    },
    ...options,
  });
  await opened.promise;

  const show = (frame: number): void => {
    info.keyframe = source.takeKeyframe();
    const data = frames.write(frame, source.nextBytes(info.keyframe), info.keyframe);
    const atUs = nowUs();
    inUs[frame] = atUs;
    info.capturedUs = atUs;
    info.encodedUs = atUs;
    info.deadlineUs = atUs + lifetimeMs * 1000;
    link.sendFrame(videoTrack, data, info);
  };

  return {
    receive: (startUs) => {
      gc.start();
      clock = new FrameClock(startUs as number, plan.fps, inUs.length, show);
    },
    finish: async () => {
      clock?.stop();
      const stats = link.stats();
      await link.close();
      return { inUs, stats, gc: gc.stop() };
    },
  };
});
