// libwebrtc's receiving end: pictures are handed out here.
import { nowUs } from '@ajar/actor';
import { runJob } from './child.ts';
import { ClipReader } from './clip.ts';
import { PictureLog } from './picture-log.ts';
import type { ReceivedReport, TurnPlan } from './turn.ts';
import { type Description, describe, loadWrtc, type Wrtc } from './wrtc.ts';

export interface WebrtcReceiverConfig {
  readonly plan: TurnPlan;
  readonly offer: Description;
}

runJob<WebrtcReceiverConfig, ReceivedReport>(async ({ plan, offer }) => {
  const { RTCPeerConnection, nonstandard } = await loadWrtc();
  const log = new PictureLog(plan);
  const connection = new RTCPeerConnection({ iceServers: [] });
  // A sink that nobody holds on to is collected and hears nothing more.
  const sinks: InstanceType<Wrtc['nonstandard']['RTCVideoSink']>[] = [];
  connection.ontrack = ({ track }) => {
    const sink = new nonstandard.RTCVideoSink(track);
    sinks.push(sink);
    sink.onframe = ({ frame }) => {
      log.take(frame.data, frame.width, frame.width, frame.height, nowUs());
    };
  };
  await connection.setRemoteDescription(offer);
  await connection.setLocalDescription(await connection.createAnswer());

  return {
    ready: await describe(connection),
    finish: () => {
      for (const sink of sinks) sink.stop();
      return log.report(new ClipReader(plan.clip!));
    },
  };
});
