import type { SoundCodec, SoundFrameMs } from '@ajar/media';
import { PacketMaker, PacketReader } from '@ajar/portal/sound-packets';
import {
  AudioChain,
  type AudioSink,
  BLOCK_SAMPLES,
  BLOCK_US,
  openAudioSink,
  Player,
  type PlayerStats,
} from '@ajar/sound';
import { rateHz } from '../path/marks.ts';

/** What is between a microphone and a loudspeaker. */
export interface ChainOptions {
  readonly codec: SoundCodec;
  readonly frameMs: SoundFrameMs;
  /** Of Opus. */
  readonly bitrateBps: number;
  /** How much faster the clock of the room where it is said runs, parts per million. */
  readonly driftPpm: number;
}

export interface Heard {
  /** Interleaved stereo, as the sink got it; frame 0 is played at the time at which frame 0 was said. */
  readonly samples: Float32Array;
  readonly stats: PlayerStats;
}

/** As in a portal for what is no device. */
const tickUs = 2000;
const leadMs = 3;
/** On loopback. */
const networkUs = 300;

/** Lets interleaved stereo pass through a portal's way from source to sink in virtual time: chain, packets, playout. Nothing is processed. */
export async function throughChain(said: Float32Array, options: ChainOptions): Promise<Heard> {
  let nowUs = 0;
  const nowhere = await openAudioSink('none:', { nowUs: () => nowUs });
  const samples = new Float32Array(said.length + rateHz);
  let written = 0;
  const sink: AudioSink = {
    description: 'what was heard',
    state: 'ok',
    counters: nowhere.counters,
    queuedFrames: (atUs) => nowhere.queuedFrames(atUs),
    write: (piece) => {
      if (written + piece.length <= samples.length) samples.set(piece, written);
      written += piece.length;
      nowhere.write(piece);
    },
    close: () => nowhere.close(),
  };
  const chain = new AudioChain();
  const maker = new PacketMaker(options, options.bitrateBps);
  const reader = new PacketReader();
  const player = new Player({ sink, chain, decode: (packet) => reader.decode(packet), leadMs });
  const onItsWay: { packet: Uint8Array; capturedUs: number; arrivalUs: number }[] = [];
  const block = new Float32Array(BLOCK_SAMPLES);
  const blockUs = BLOCK_US / (1 + options.driftPpm / 1e6);
  let number = 0;
  const send = (packet: Uint8Array, capturedUs: number): void => {
    onItsWay.push({ packet: packet.slice(), capturedUs, arrivalUs: nowUs + networkUs });
  };
  const blocks = Math.floor(said.length / BLOCK_SAMPLES);
  for (let next = 0; next < blocks; nowUs += tickUs) {
    for (const { packet, capturedUs, arrivalUs } of onItsWay.splice(0))
      player.push(number++, capturedUs, arrivalUs, packet, reader.durationUs(packet));
    for (; next < blocks && (next + 1) * blockUs <= nowUs; next++) {
      block.set(said.subarray(next * BLOCK_SAMPLES, (next + 1) * BLOCK_SAMPLES));
      maker.add(block, chain.process(block, next * blockUs), send);
    }
    player.tick(nowUs);
  }
  maker.close();
  reader.close();
  return { samples: samples.subarray(0, written), stats: player.stats };
}
