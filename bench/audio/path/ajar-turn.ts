import { setTimeout as sleep } from 'node:timers/promises';
import { RuntimeDirectory } from '@ajar/actor';
import { audioTrack, generateKeyPair } from '@ajar/link';
import type { AjarLinkConfig, AjarLinkReport } from '../../video-path/ajar-link.ts';
import { type Child, startChild } from '../../video-path/child.ts';
import { percentile } from '../../video-path/quality.ts';
import { type BlockTimes, latenciesOf, type Passed } from './block-log.ts';
import type { EarConfig, EarReport } from './ear-job.ts';
import type { MouthConfig } from './mouth-job.ts';
import { countedMarks, planSeconds, type SoundPlan } from './sound-plan.ts';

export interface AjarTurn extends Passed {
  readonly ear: EarReport;
  /** Medians and a p99, ms: from due to whole at the far link's process, and from there to the far sound's process. */
  readonly stages: { readonly wholeP50: number; readonly wholeP99: number; readonly hereP50: number };
}

/** Blocks through Ajar without devices: sound process, link process, UDP on loopback, link process, sound process. */
export async function ajarTurn(plan: SoundPlan): Promise<AjarTurn> {
  const runtime = new RuntimeDirectory();
  const children: Child<unknown>[] = [];
  const start = <Config, Result>(path: string, config: Config): Child<Result> => {
    const child = startChild<Config, Result>(new URL(path, import.meta.url), config);
    children.push(child);
    return child;
  };
  const link = (config: Omit<AjarLinkConfig, 'frames' | 'track'>, frames: number): Child<AjarLinkReport> =>
    start<AjarLinkConfig, AjarLinkReport>('../../video-path/ajar-link.ts', {
      ...config,
      frames,
      track: audioTrack,
    });
  try {
    const keys = { here: generateKeyPair(), there: generateKeyPair() };
    const sockets = { here: runtime.socket('here'), there: runtime.socket('there') };
    const ends = {
      here: { socket: sockets.here, keyPair: keys.here, peerKey: keys.there.publicKey },
      there: { socket: sockets.there, keyPair: keys.there, peerKey: keys.here.publicKey },
    };
    const far = link({ ...ends.there, port: undefined }, 0);
    const port = (await far.ready) as number;
    // Packets of sound are noted as frames are: some more than there will be.
    const near = link({ ...ends.here, port }, planSeconds(plan) * 220);
    await near.ready;
    const ear = start<EarConfig, EarReport>('ear-job.ts', { plan, socket: sockets.there });
    const mouth = start<MouthConfig, BlockTimes>('mouth-job.ts', { plan, socket: sockets.here });
    await Promise.all([ear.ready, mouth.ready]);
    await mouth.send('begin');
    await sleep(planSeconds(plan) * 1000);
    const said = await mouth.finish();
    const heard = await ear.finish();
    const stages = {
      wholeP50: percentile(heard.wholeMs, 0.5) ?? Number.NaN,
      wholeP99: percentile(heard.wholeMs, 0.99) ?? Number.NaN,
      hereP50: percentile(heard.hereMs, 0.5) ?? Number.NaN,
    };
    return { ...latenciesOf(said, heard, ...countedMarks(plan)), ear: heard, stages };
  } finally {
    for (const child of children) child.kill();
    runtime.close();
  }
}
