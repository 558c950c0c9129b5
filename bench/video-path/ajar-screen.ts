// The process that decodes: pictures are handed out here.
import { ChannelClient, nowUs } from '@ajar/actor';
import { openVideoDecoder, readStamp } from '@ajar/media';
import { GcWatch } from '../link-live/gc-watch.ts';
import { HEAD_BYTES, KEYFRAME_WANTED, newAjarHead, PICTURES_LOST, readAjarHead } from './ajar-head.ts';
import { column, type ScreenTimes } from './ajar-log.ts';
import type { GcReport } from './ajar-order.ts';
import { runJob } from './child.ts';
import { ClipReader } from './clip.ts';
import { QualityLog } from './quality-log.ts';
import { frameOfStamp, type TurnPlan } from './turn.ts';

export interface AjarScreenConfig {
  readonly plan: TurnPlan;
  /** The link process's socket. */
  readonly socket: string;
}

export interface AjarScreenReport extends GcReport {
  readonly times: ScreenTimes;
  readonly psnr: readonly number[];
}

/** What a screen's process says while it runs: the numbers of the pictures since it was asked before, ms. */
export interface AjarScreenLook {
  readonly latenciesMs: Float64Array;
}

runJob<AjarScreenConfig, AjarScreenReport>(async ({ plan, socket }) => {
  const decoder = openVideoDecoder();
  const gc = new GcWatch();
  const quality = plan.clip && new QualityLog(plan);
  const log = new ScreenLog(plan);
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
      const screenUs = nowUs();
      const picture = decode(message.subarray(HEAD_BYTES));
      const decodedUs = nowUs();
      if (!picture?.clean) {
        channel.send(KEYFRAME_WANTED);
        return;
      }
      const { width, height, planes, strides } = picture;
      const luma = planes[0]!;
      const outUs = nowUs();
      const stamp = readStamp(luma, strides[0]!, width, height);
      log.add(stamp ?? -1, head, screenUs, decodedUs, outUs);
      quality?.take(frameOfStamp(stamp), luma, strides[0]!, width, height);
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
    receive: (order) => {
      if (order === 'look') return log.look();
      gc.start();
      return undefined;
    },
    finish: () => {
      channel.close();
      decoder.close();
      const psnr = quality && plan.clip ? quality.report(new ClipReader(plan.clip)) : [];
      return { times: log.times, psnr, gc: gc.stop() };
    },
  };
});

class ScreenLog {
  readonly #times: { -readonly [Name in keyof ScreenTimes]: ScreenTimes[Name] };
  readonly #latencyMs: Float64Array;
  #looked = 0;

  constructor({ warmUpFrames, frames }: TurnPlan) {
    // A picture may come out twice, but not often.
    const rows = Math.ceil((warmUpFrames + frames) * 1.1);
    this.#latencyMs = column(rows);
    this.#times = {
      count: 0,
      stamp: column(rows),
      sentUs: column(rows),
      firstReceivedUs: column(rows),
      completeUs: column(rows),
      screenUs: column(rows),
      decodedUs: column(rows),
      outUs: column(rows),
    };
  }

  get times(): ScreenTimes {
    return this.#times;
  }

  add(
    stamp: number,
    head: ReturnType<typeof newAjarHead>,
    screenUs: number,
    decodedUs: number,
    outUs: number,
  ): void {
    const times = this.#times;
    const row = times.count++;
    times.stamp[row] = stamp;
    times.sentUs[row] = head.sentUs;
    times.firstReceivedUs[row] = head.firstReceivedUs;
    times.completeUs[row] = head.completeUs;
    times.screenUs[row] = screenUs;
    times.decodedUs[row] = decodedUs;
    times.outUs[row] = outUs;
    this.#latencyMs[row] = (outUs - head.capturedUs) / 1000;
  }

  look(): AjarScreenLook {
    const latenciesMs = this.#latencyMs.slice(this.#looked, this.#times.count);
    this.#looked = this.#times.count;
    return { latenciesMs };
  }
}
