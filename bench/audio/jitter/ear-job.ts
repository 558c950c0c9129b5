// libwebrtc's hearing end: NetEQ plays here, and says once a second what it has done.
import { nowUs } from '@ajar/actor';
import { runJob } from '../../video-path/child.ts';
import { type Description, describe, loadWrtc, type Wrtc } from '../../video-path/wrtc.ts';
import { totalsOf } from './neteq-totals.ts';
import type { PlayoutTotals } from './replay.ts';

const everyMs = 1000;

/** It gets the offer, is ready with the answer, and has what NetEQ said in the end. */
runJob<Description, readonly PlayoutTotals[]>(async (offer) => {
  const { RTCPeerConnection, nonstandard } = await loadWrtc();
  const connection = new RTCPeerConnection({ iceServers: [] });
  // NetEQ is asked for sound as long as somebody holds on to a sink.
  const sinks: InstanceType<Wrtc['nonstandard']['RTCAudioSink']>[] = [];
  connection.ontrack = ({ track }) => {
    const sink = new nonstandard.RTCAudioSink(track);
    sinks.push(sink);
    sink.ondata = () => undefined;
  };
  await connection.setRemoteDescription(offer);
  await connection.setLocalDescription(await connection.createAnswer());
  const said: PlayoutTotals[] = [];
  const timer = setInterval(() => {
    const atUs = nowUs();
    connection.getStats().then(
      (stats) => {
        const totals = totalsOf(atUs, stats);
        if (totals) said.push(totals);
      },
      () => undefined,
    );
  }, everyMs);
  return {
    ready: await describe(connection),
    finish: () => {
      clearInterval(timer);
      for (const sink of sinks) sink.stop();
      return said;
    },
  };
});
