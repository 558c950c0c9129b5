// The process that owns the UDP socket, as in a portal: encoded pictures come and go through a local socket.
import { type Channel, ChannelServer, nowUs } from '@ajar/actor';
import { type KeyPair, type LinkEvent, openLink, releaseFrame, videoTrack } from '@ajar/link';
import { beUrgent } from '@ajar/portal/urgent';
import { GcWatch } from '../link-live/gc-watch.ts';
import {
  AjarHeadWriter,
  HEAD_BYTES,
  KEYFRAME_WANTED,
  newAjarHead,
  PICTURES_LOST,
  readAjarHead,
} from './ajar-head.ts';
import { column, type LinkTimes } from './ajar-log.ts';
import type { GcReport } from './ajar-order.ts';
import { runJob } from './child.ts';

export interface AjarLinkConfig {
  readonly socket: string;
  readonly keyPair: KeyPair;
  readonly peerKey: Uint8Array;
  /** The port of the other link process; without it this one waits to be called. */
  readonly port: number | undefined;
  /** As many as it may have to note. */
  readonly frames: number;
  /** Which track of the link its frames are sent on; default video. */
  readonly track?: number;
}

export interface AjarLinkReport extends GcReport {
  readonly times: LinkTimes;
  /** Bytes that this end has put on the network. */
  readonly sentBytes: number;
}

/** As long as a portal's link gives a picture, and sound. */
const deadlineUs = { picture: 400_000, sound: 150_000 } as const;

runJob<AjarLinkConfig, AjarLinkReport>(
  async ({ socket, keyPair, peerKey, port, frames, track = videoTrack }) => {
    beUrgent();
    const patienceUs = track === videoTrack ? deadlineUs.picture : deadlineUs.sound;
    const gc = new GcWatch();
    const times = { count: 0, capturedUs: column(frames), linkUs: column(frames) };
    const head = newAjarHead();
    const writer = new AjarHeadWriter();
    const info = { capturedUs: 0, encodedUs: 0, keyframe: false, deadlineUs: 0 };
    let local: Channel | undefined;
    const opened = Promise.withResolvers<void>();
    const onEvent = (event: LinkEvent): void => {
      if (event.type === 'frame') {
        const { frame } = event;
        head.keyframe = frame.keyframe;
        head.number = frame.number;
        head.capturedUs = frame.capturedUs;
        head.encodedUs = frame.encodedUs;
        head.sentUs = frame.sentUs;
        head.firstReceivedUs = frame.firstReceivedUs;
        head.completeUs = frame.completeUs;
        local?.send(writer.write(head), frame.data);
        releaseFrame(frame);
      } else if (event.type === 'frame-lost') local?.send(PICTURES_LOST);
      else if (event.type === 'message') local?.send(KEYFRAME_WANTED);
      else if (event.type === 'state' && event.state === 'open') opened.resolve();
    };
    const loopback = { host: '127.0.0.1', port: port ?? 0 };
    const link = await openLink({
      staticKey: keyPair,
      peerKey,
      nowUs,
      onEvent,
      ...(port === undefined ? { listen: loopback } : { connect: loopback }),
    });
    const server = await ChannelServer.listen(socket, {
      onMessage: (message, channel) => {
        local = channel;
        if (!readAjarHead(message, head)) {
          if (message[0] === KEYFRAME_WANTED[0]) link.sendMessage(KEYFRAME_WANTED);
          return;
        }
        times.capturedUs[times.count] = head.capturedUs;
        times.linkUs[times.count++] = nowUs();
        info.capturedUs = head.capturedUs;
        info.encodedUs = head.encodedUs;
        info.keyframe = head.keyframe;
        info.deadlineUs = head.capturedUs + patienceUs;
        link.sendFrame(track, message.subarray(HEAD_BYTES), info);
      },
    });
    // The one that is called can only tell where before it is.
    if (port !== undefined) await opened.promise;

    return {
      ready: link.localAddress.port,
      receive: () => gc.start(),
      finish: async () => {
        const { sentBytes } = link.stats();
        server.close();
        await link.close();
        return { sentBytes, times, gc: gc.stop() };
      },
    };
  },
);
