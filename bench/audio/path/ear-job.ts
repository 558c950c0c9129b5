// The process that plays, as a portal's sound does: blocks are handed out here.
import { ChannelClient, nowUs } from '@ajar/actor';
import { PacketReader } from '@ajar/portal/sound-packets';
import { beUrgent } from '@ajar/portal/urgent';
import { type AudioSink, BLOCK_US, CHANNELS, openAudioSink, Player, type PlayerStats } from '@ajar/sound';
import { HEAD_BYTES, newAjarHead, PICTURES_LOST, readAjarHead } from '../../video-path/ajar-head.ts';
import { runJob } from '../../video-path/child.ts';
import { BlockLog, type BlocksHeard } from './block-log.ts';
import { planSeconds, type SoundPlan } from './sound-plan.ts';

export interface EarConfig {
  readonly plan: SoundPlan;
  /** The link process's socket. */
  readonly socket: string;
}

export interface EarReport extends BlocksHeard {
  readonly stats: PlayerStats;
  /** From due to whole at the far link, and from there to this process, ms, ascending. */
  readonly wholeMs: Float64Array;
  readonly hereMs: Float64Array;
}

/** As in a portal for what is no device. */
const tickMs = 1;
const leadMs = 3;

runJob<EarConfig, EarReport>(async ({ plan, socket }) => {
  beUrgent();
  const nowhere = await openAudioSink('none:', { nowUs });
  const log = new BlockLog(planSeconds(plan) + 4);
  const whole: number[] = [];
  const here: number[] = [];
  const sink: AudioSink = {
    description: nowhere.description,
    state: nowhere.state,
    counters: nowhere.counters,
    queuedFrames: (atUs) => nowhere.queuedFrames(atUs),
    write: (samples) => {
      log.add(nowUs(), samples, CHANNELS, 1);
      nowhere.write(samples);
    },
    close: () => nowhere.close(),
  };
  const reader = new PacketReader();
  const player = new Player({ sink, decode: (packet) => reader.decode(packet), leadMs });
  const head = newAjarHead();
  const opened = Promise.withResolvers<void>();
  const channel = new ChannelClient(socket, {
    // The link learns who is there from the first message.
    onOpen: (open) => {
      open.send(PICTURES_LOST);
      opened.resolve();
    },
    onMessage: (message) => {
      if (!readAjarHead(message, head)) return;
      const packet = message.subarray(HEAD_BYTES);
      const durationUs = reader.durationUs(packet);
      if (durationUs === undefined) return;
      whole.push((head.completeUs - head.capturedUs - Math.max(durationUs, BLOCK_US)) / 1000);
      here.push((nowUs() - head.completeUs) / 1000);
      player.push(head.number, head.capturedUs, head.completeUs, packet, durationUs);
    },
  });
  await opened.promise;
  const ticking = setInterval(() => setImmediate(() => player.tick(nowUs())), tickMs);
  return {
    finish: () => {
      clearInterval(ticking);
      channel.close();
      reader.close();
      const { stats } = player;
      return {
        ...log.heard,
        stats,
        wholeMs: Float64Array.from(whole).toSorted(),
        hereMs: Float64Array.from(here).toSorted(),
      };
    },
  };
});
