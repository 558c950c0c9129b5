// libwebrtc's sending end: somebody talks here.
import { nowUs } from '@ajar/actor';
import { runJob } from '../../video-path/child.ts';
import { FrameClock } from '../../video-path/frame-clock.ts';
import { connected, type Description } from '../../video-path/wrtc.ts';
import { speech } from '../echo/programme.ts';
import { mouthFrames, openWebrtcMouth } from '../path/webrtc-mouth.ts';
import { wireSound } from './wire-sound.ts';

export interface MouthConfig {
  readonly seconds: number;
  readonly voice: number;
}

/** First the answer to the offer; then anything begins. */
export type MouthMessage = { readonly answer: Description } | 'begin';

runJob<MouthConfig, void>(async ({ seconds, voice }) => {
  const mouth = await openWebrtcMouth();
  const programme = await speech(voice);
  let said = 0;
  let clock: FrameClock | undefined;
  const say = (number: number): void => {
    // A block whose time had passed is said all the same: the sound has no holes of its own.
    for (; said <= number; said++) {
      const samples = new Int16Array(2 * mouthFrames);
      for (let half = 0; half < samples.length; half += mouthFrames) {
        const block = programme.next();
        for (let i = 0; i < mouthFrames; i++) samples[half + i] = Math.round(block[i]! * 32_767);
      }
      mouth.say(samples);
    }
  };
  return {
    ready: mouth.offer,
    receive: async (message) => {
      const told = message as MouthMessage;
      if (told === 'begin') clock = new FrameClock(nowUs() + 100_000, 100, seconds * 100, say);
      else {
        await mouth.connection.setRemoteDescription(wireSound(told.answer));
        await connected(mouth.connection);
      }
    },
    finish: () => clock?.stop(),
  };
});
