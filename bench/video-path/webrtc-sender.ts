// libwebrtc's sending end: pictures are handed in here.
import { nowUs } from '@ajar/actor';
import { writeStamp } from '@ajar/media';
import { runJob } from './child.ts';
import { ClipReader } from './clip.ts';
import { FrameClock } from './frame-clock.ts';
import { type SentReport, stampOf, type TurnPlan } from './turn.ts';
import { connected, type Description, describe, loadWrtc, withBitrate } from './wrtc.ts';

export interface WebrtcSentReport extends SentReport {
  readonly sentBytes: number | null;
  readonly codec: string | null;
}

/** First the answer to the offer, then the time of the first frame. */
export type WebrtcSenderMessage = { readonly answer: Description } | { readonly startUs: number };

runJob<TurnPlan, WebrtcSentReport>(async (plan) => {
  const { RTCPeerConnection, nonstandard } = await loadWrtc();
  const { size } = plan;
  const clip = new ClipReader(plan.clip!);
  const connection = new RTCPeerConnection({ iceServers: [] });
  const source = new nonstandard.RTCVideoSource({ isScreencast: false });
  connection.addTransceiver(source.createTrack(), {
    direction: 'sendonly',
    sendEncodings: [{ maxBitrate: plan.bitrateBps, maxFramerate: plan.fps }],
  });
  await connection.setLocalDescription(await connection.createOffer());
  const offer = await describe(connection);

  const inUs = new Float64Array(plan.warmUpFrames + plan.frames).fill(Number.NaN);
  const data = new Uint8Array(clip.frame(0).length);
  let clock: FrameClock | undefined;
  const show = (number: number): void => {
    data.set(clip.frame(number));
    writeStamp(data, size.width, size.width, size.height, stampOf(number));
    inUs[number] = nowUs();
    source.onFrame({ ...size, data });
  };
  const begin = async (answer: Description): Promise<void> => {
    await connection.setRemoteDescription(withBitrate(answer, plan.bitrateBps));
    await connected(connection);
  };

  return {
    ready: offer,
    receive: async (message) => {
      const told = message as WebrtcSenderMessage;
      if ('answer' in told) await begin(told.answer);
      else clock = new FrameClock(told.startUs, plan.fps, inUs.length, show);
    },
    finish: async () => {
      clock?.stop();
      const stats = [...(await connection.getStats()).values()];
      const sentBytes = stats.find(({ type }) => type === 'transport')?.['bytesSent'];
      const codecId = stats.find(({ type }) => type === 'outbound-rtp')?.['codecId'];
      const codec = stats.find(({ id }) => id === codecId)?.['mimeType'];
      return {
        inUs,
        sentBytes: typeof sentBytes === 'number' ? sentBytes : null,
        codec: typeof codec === 'string' ? codec : null,
      };
    },
  };
});
