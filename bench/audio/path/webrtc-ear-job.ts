// libwebrtc's receiving end: blocks are handed out here.
import { nowUs } from '@ajar/actor';
import { runJob } from '../../video-path/child.ts';
import { type Description, describe, loadWrtc, type Wrtc } from '../../video-path/wrtc.ts';
import { BlockLog, type BlocksHeard } from './block-log.ts';
import { rateHz } from './marks.ts';
import { planSeconds, type SoundPlan } from './sound-plan.ts';

export interface WebrtcEarConfig {
  readonly plan: SoundPlan;
  readonly offer: Description;
}

runJob<WebrtcEarConfig, BlocksHeard>(async ({ plan, offer }) => {
  const { RTCPeerConnection, nonstandard } = await loadWrtc();
  const log = new BlockLog(planSeconds(plan) + 4);
  const connection = new RTCPeerConnection({ iceServers: [] });
  // A sink that nobody holds on to is collected and hears nothing more.
  const sinks: InstanceType<Wrtc['nonstandard']['RTCAudioSink']>[] = [];
  connection.ontrack = ({ track }) => {
    const sink = new nonstandard.RTCAudioSink(track);
    sinks.push(sink);
    sink.ondata = ({ samples, channelCount, sampleRate }) => {
      // Until the stream has begun it may be silence of another rate.
      if (sampleRate === rateHz) log.add(nowUs(), samples, channelCount, 1 / 32_768);
    };
  };
  await connection.setRemoteDescription(offer);
  await connection.setLocalDescription(await connection.createAnswer());
  return {
    ready: await describe(connection),
    finish: () => {
      for (const sink of sinks) sink.stop();
      return log.heard;
    },
  };
});
