import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, startChild } from '../../video-path/child.ts';
import { type Description, withSoundQuality } from '../../video-path/wrtc.ts';
import { type BlocksHeard, type BlockTimes, latenciesOf, type Passed } from './block-log.ts';
import { countedMarks, planSeconds, type SoundPlan } from './sound-plan.ts';
import type { WebrtcEarConfig } from './webrtc-ear-job.ts';

/** Blocks through libwebrtc: a sending process, UDP on loopback, a receiving process. */
export async function webrtcTurn(plan: SoundPlan): Promise<Passed> {
  const children: Child<unknown>[] = [];
  try {
    const mouth = startChild<SoundPlan, BlockTimes>(new URL('webrtc-mouth-job.ts', import.meta.url), plan);
    children.push(mouth);
    const offer = withSoundQuality((await mouth.ready) as Description, plan.bitrateBps);
    const ear = startChild<WebrtcEarConfig, BlocksHeard>(new URL('webrtc-ear-job.ts', import.meta.url), {
      plan,
      offer,
    });
    children.push(ear);
    await mouth.send(await ear.ready);
    await sleep(planSeconds(plan) * 1000);
    const said = await mouth.finish();
    return latenciesOf(said, await ear.finish(), ...countedMarks(plan));
  } finally {
    for (const child of children) child.kill();
  }
}
