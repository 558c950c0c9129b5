import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, startChild } from '../../video-path/child.ts';
import {
  candidatePort,
  type Description,
  withCandidatePort,
  withoutCandidates,
} from '../../video-path/wrtc.ts';
import type { Arrivals } from './arrivals.ts';
import type { MouthConfig, MouthMessage } from './mouth-job.ts';
import type { PlayoutTotals } from './replay.ts';
import { type JitterRow, networkOf } from './rows.ts';
import type { WireConfig } from './wire-job.ts';
import { wireSound } from './wire-sound.ts';

/** What NetEQ made of what came. */
export interface NeteqTurn {
  readonly arrivals: Arrivals;
  readonly said: readonly PlayoutTotals[];
}

/** Sound through libwebrtc and a row's network: a process that talks, one that is the network, one that hears. */
export async function neteqTurn(row: JitterRow, voice: number, seconds: number): Promise<NeteqTurn> {
  const children: Child<unknown>[] = [];
  const start = <Config, Result>(module: URL, config: Config): Child<Result> => {
    const child = startChild<Config, Result>(module, config);
    children.push(child);
    return child;
  };
  try {
    const mouth = start<MouthConfig, void>(new URL('mouth-job.ts', import.meta.url), { seconds, voice });
    const offer = wireSound((await mouth.ready) as Description);
    // It learns where the sender is from what comes through the network, and answers there.
    const ear = start<Description, readonly PlayoutTotals[]>(
      new URL('ear-job.ts', import.meta.url),
      withoutCandidates(offer),
    );
    const answer = (await ear.ready) as Description;
    const wire = start<WireConfig, Arrivals>(new URL('wire-job.ts', import.meta.url), {
      port: candidatePort(answer),
      seed: 1 + Math.round(1000 * row.jitterMs + 10 * row.lossPct + row.lossBurst),
      packets: seconds * 110,
    });
    const tell = (message: MouthMessage): Promise<unknown> => mouth.send(message);
    await tell({ answer: withCandidatePort(answer, (await wire.ready) as number) });
    await wire.send(networkOf(row));
    await tell('begin');
    await sleep(seconds * 1000);
    const said = await ear.finish();
    return { said, arrivals: await wire.finish() };
  } finally {
    for (const child of children) child.kill();
  }
}
