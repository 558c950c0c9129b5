// The process that decodes: pictures are handed out here.
import { ChannelClient, nowUs } from '@ajar/actor';
import { openVideoDecoder } from '@ajar/media';
import { HEAD_BYTES, KEYFRAME_WANTED, newAjarHead, PICTURES_LOST, readAjarHead } from './ajar-head.ts';
import { runJob } from './child.ts';
import { ClipReader } from './clip.ts';
import { PictureLog } from './picture-log.ts';
import { percentile, round } from './quality.ts';
import type { ReceivedReport, TurnPlan } from './turn.ts';

export interface AjarScreenConfig {
  readonly plan: TurnPlan;
  /** The link process's socket. */
  readonly socket: string;
}

export interface AjarScreenReport extends ReceivedReport {
  readonly stagesMs: Readonly<Record<string, number>>;
}

runJob<AjarScreenConfig, AjarScreenReport>(async ({ plan, socket }) => {
  const decoder = openVideoDecoder();
  const log = new PictureLog(plan);
  const stages = new Stages();
  const head = newAjarHead();
  const opened = Promise.withResolvers<void>();
  const channel = new ChannelClient(socket, {
    // The link learns who is there from the first message.
    onOpen: (open) => {
      open.send(PICTURES_LOST);
      opened.resolve();
    },
    onMessage: (message) => {
      if (message[0] === PICTURES_LOST[0] && message.length === 1) decoder.lost();
      if (!readAjarHead(message, head)) return;
      const takenUs = nowUs();
      const picture = decode(message.subarray(HEAD_BYTES));
      const outUs = nowUs();
      if (!picture?.clean) {
        channel.send(KEYFRAME_WANTED);
        return;
      }
      const { width, height, planes, strides } = picture;
      log.take(planes[0]!, strides[0]!, width, height, outUs);
      stages.add('encode', head.capturedUs, head.encodedUs);
      stages.add('toLink', head.encodedUs, head.sentUs);
      stages.add('network', head.sentUs, head.completeUs);
      stages.add('toScreen', head.completeUs, takenUs);
      stages.add('decode', takenUs, outUs);
    },
  });
  await opened.promise;

  const decode = (data: Uint8Array): ReturnType<typeof decoder.decode> => {
    try {
      return decoder.decode(data);
    } catch {
      return undefined;
    }
  };

  return {
    finish: () => {
      channel.close();
      decoder.close();
      return { ...log.report(new ClipReader(plan.clip)), stagesMs: stages.medians() };
    },
  };
});

class Stages {
  readonly #samples = new Map<string, number[]>();

  add(stage: string, fromUs: number, toUs: number): void {
    const samples = this.#samples.get(stage);
    if (samples) samples.push(toUs - fromUs);
    else this.#samples.set(stage, [toUs - fromUs]);
  }

  medians(): Record<string, number> {
    const medians: Record<string, number> = {};
    for (const [stage, samples] of this.#samples) {
      const median = percentile(
        samples.toSorted((a, b) => a - b),
        0.5,
      );
      medians[stage] = round((median ?? 0) / 1000, 2) ?? 0;
    }
    return medians;
  }
}
