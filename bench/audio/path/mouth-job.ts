// The process that captures and encodes, as a portal's sound does: blocks with marks are handed in here.
import { ChannelClient, nowUs } from '@ajar/actor';
import { PacketMaker } from '@ajar/portal/sound-packets';
import { beUrgent } from '@ajar/portal/urgent';
import { AudioChain, BLOCK_FRAMES, BLOCK_SAMPLES, BLOCK_US, pcmSource } from '@ajar/sound';
import { AjarHeadWriter, newAjarHead } from '../../video-path/ajar-head.ts';
import { runJob } from '../../video-path/child.ts';
import { type BlockTimes, evenBlocks } from './block-log.ts';
import { rateHz, speech } from './marks.ts';
import { planSeconds, type SoundPlan } from './sound-plan.ts';

export interface MouthConfig {
  readonly plan: SoundPlan;
  /** The link process's socket. */
  readonly socket: string;
}

/** Sound is looked after as often as in a portal. */
const tickMs = 1;

runJob<MouthConfig, BlockTimes>(async ({ plan, socket }) => {
  beUrgent();
  const frames = planSeconds(plan) * rateHz;
  const said = speech(0, frames);
  const atUs = new Float64Array(Math.ceil(frames / BLOCK_FRAMES)).fill(Number.NaN);
  const chain = new AudioChain();
  const maker = new PacketMaker(plan, plan.bitrateBps);
  const head = newAjarHead();
  const writer = new AjarHeadWriter();
  const block = new Float32Array(BLOCK_SAMPLES);
  const opened = Promise.withResolvers<void>();
  const channel = new ChannelClient(socket, { onOpen: () => opened.resolve(), onMessage() {} });
  await opened.promise;
  let count = 0;
  let ticking: NodeJS.Timeout | undefined;
  const sendPacket = (packet: Uint8Array, capturedUs: number): void => {
    head.capturedUs = capturedUs;
    head.encodedUs = nowUs();
    channel.send(writer.write(head), packet);
  };
  const next = (): Float32Array => {
    for (let frame = 0; frame < BLOCK_FRAMES; frame++)
      block.fill(said[count * BLOCK_FRAMES + frame] ?? 0, frame * 2, frame * 2 + 2);
    return block;
  };
  const begin = (): void => {
    const source = pcmSource({ next }, { nowUs });
    const send = (): void => {
      for (;;) {
        const capturedUs = source.read(nowUs(), block);
        if (capturedUs === undefined) return;
        // When the block is due, which is when its last sample has been captured: that nobody has fetched it yet is part of the way.
        if (count < atUs.length) atUs[count++] = capturedUs + BLOCK_US;
        maker.add(block, chain.process(block, capturedUs), sendPacket);
      }
    };
    ticking = setInterval(() => setImmediate(send), tickMs);
  };
  return {
    receive: begin,
    finish: () => {
      clearInterval(ticking);
      channel.close();
      maker.close();
      return evenBlocks(BLOCK_FRAMES, atUs);
    },
  };
});
