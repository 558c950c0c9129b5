// Takes frames from a link, and notes when each comes out of it.
import { nowUs } from '@ajar/actor';
import { openLink } from '@ajar/link';
import { FrameBytes } from '../link-matrix/frame-bytes.ts';
import { runJob } from '../video-path/child.ts';
import type { LinkEndConfig } from './link-sender-job.ts';
import { ethernetBytes, type LiveReceived, noFrames } from './live-plan.ts';

/** It is ready with the port that it listens at. */
runJob<LinkEndConfig, LiveReceived>(async ({ plan, keyPair, peerKey }) => {
  const frames = new FrameBytes();
  const outUs = noFrames(plan);
  let damaged = 0;
  const link = await openLink({
    staticKey: keyPair,
    peerKey,
    listen: { host: '127.0.0.1', port: 0 },
    maxDatagramBytes: ethernetBytes,
    nowUs,
    onEvent: (event) => {
      if (event.type !== 'frame') return;
      const atUs = nowUs();
      const frame = frames.read(event.frame.data);
      if (frame >= 0 && frame < outUs.length) outUs[frame] = atUs;
      else damaged++;
    },
  });
  return { ready: link.localAddress.port, finish: () => ({ outUs, damaged }) };
});
