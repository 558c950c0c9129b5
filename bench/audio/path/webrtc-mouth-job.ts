// libwebrtc's sending end: blocks with marks are handed in here.
import { nowUs } from '@ajar/actor';
import { runJob } from '../../video-path/child.ts';
import { FrameClock } from '../../video-path/frame-clock.ts';
import { connected, type Description, withSoundQuality } from '../../video-path/wrtc.ts';
import { type BlockTimes, evenBlocks } from './block-log.ts';
import { speech } from './marks.ts';
import { planSeconds, type SoundPlan } from './sound-plan.ts';
import { mouthFrames, openWebrtcMouth } from './webrtc-mouth.ts';

runJob<SoundPlan, BlockTimes>(async (plan) => {
  const mouth = await openWebrtcMouth();
  const blocks = planSeconds(plan) * 100;
  const said = speech(0, blocks * mouthFrames);
  const atUs = new Float64Array(blocks).fill(Number.NaN);
  let clock: FrameClock | undefined;
  const show = (number: number): void => {
    const samples = new Int16Array(mouthFrames * 2);
    for (let frame = 0; frame < mouthFrames; frame++) {
      const value = Math.round(said[number * mouthFrames + frame]! * 32_767);
      samples.fill(value, frame * 2, frame * 2 + 2);
    }
    atUs[number] = nowUs();
    mouth.say(samples);
  };
  return {
    ready: mouth.offer,
    receive: async (answer) => {
      await mouth.connection.setRemoteDescription(withSoundQuality(answer as Description, plan.bitrateBps));
      await connected(mouth.connection);
      clock = new FrameClock(nowUs() + 100_000, 100, blocks, show);
    },
    finish: () => {
      clock?.stop();
      return evenBlocks(mouthFrames, atUs);
    },
  };
});
