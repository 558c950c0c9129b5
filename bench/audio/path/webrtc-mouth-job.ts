// libwebrtc's sending end: blocks with marks are handed in here.
import { nowUs } from '@ajar/actor';
import { runJob } from '../../video-path/child.ts';
import { FrameClock } from '../../video-path/frame-clock.ts';
import { connected, type Description, describe, loadWrtc, withSoundQuality } from '../../video-path/wrtc.ts';
import { type BlockTimes, evenBlocks } from './block-log.ts';
import { rateHz, speech } from './marks.ts';
import { planSeconds, type SoundPlan } from './sound-plan.ts';

/** What libwebrtc takes at once. */
const blockFrames = rateHz / 100;

runJob<SoundPlan, BlockTimes>(async (plan) => {
  const { RTCPeerConnection, nonstandard } = await loadWrtc();
  const connection = new RTCPeerConnection({ iceServers: [] });
  const source = new nonstandard.RTCAudioSource();
  connection.addTransceiver(source.createTrack(), { direction: 'sendonly' });
  await connection.setLocalDescription(await connection.createOffer());
  const offer = await describe(connection);
  const blocks = planSeconds(plan) * 100;
  const said = speech(0, blocks * blockFrames);
  const atUs = new Float64Array(blocks).fill(Number.NaN);
  let clock: FrameClock | undefined;
  const show = (number: number): void => {
    const samples = new Int16Array(blockFrames * 2);
    for (let frame = 0; frame < blockFrames; frame++) {
      const value = Math.round(said[number * blockFrames + frame]! * 32_767);
      samples.fill(value, frame * 2, frame * 2 + 2);
    }
    atUs[number] = nowUs();
    source.onData({
      samples,
      sampleRate: rateHz,
      bitsPerSample: 16,
      channelCount: 2,
      numberOfFrames: blockFrames,
    });
  };
  return {
    ready: offer,
    receive: async (answer) => {
      await connection.setRemoteDescription(withSoundQuality(answer as Description, plan.bitrateBps));
      await connected(connection);
      clock = new FrameClock(nowUs() + 100_000, 100, blocks, show);
    },
    finish: () => {
      clock?.stop();
      return evenBlocks(blockFrames, atUs);
    },
  };
});
