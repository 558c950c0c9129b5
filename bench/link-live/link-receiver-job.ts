// Takes frames from a link, and notes when each comes out of it.
import { nowUs } from '@ajar/actor';
import { openLink } from '@ajar/link';
import { beUrgent } from '@ajar/portal/urgent';
import { FrameBytes } from '../link-matrix/frame-bytes.ts';
import { runJob } from '../video-path/child.ts';
import { GcWatch } from './gc-watch.ts';
import type { LinkEndConfig, LinkReceived } from './link-end-config.ts';
import { noFrames } from './live-plan.ts';

/** It is ready with the port that it listens at. */
runJob<LinkEndConfig, LinkReceived>(async ({ plan, keyPair, peerKey, options }) => {
  beUrgent();
  const frames = new FrameBytes();
  const outUs = noFrames(plan);
  const bytes = new Float64Array(outUs.length);
  const gc = new GcWatch();
  let damaged = 0;
  const link = await openLink({
    staticKey: keyPair,
    peerKey,
    listen: { host: '127.0.0.1', port: 0 },
    nowUs,
    onEvent: (event) => {
      if (event.type !== 'frame') return;
      const atUs = nowUs();
      const { data } = event.frame;
      const frame = frames.read(data);
      if (frame >= 0 && frame < outUs.length) {
        outUs[frame] = atUs;
        bytes[frame] = data.length;
      } else damaged++;
    },
    ...options,
  });
  return {
    ready: link.localAddress.port,
    receive: () => gc.start(),
    finish: () => ({ outUs, damaged, bytes, stats: link.stats(), gc: gc.stop() }),
  };
});
