import { PacketMaker, PacketReader } from '@ajar/portal/sound-packets';
import {
  AudioChain,
  EchoCanceller,
  type EchoOptions,
  Mixer,
  openAudioSink,
  Player,
  plainMix,
} from '@ajar/sound';
import { LinkWire, type Packet } from './link-wire.ts';
import { blockSamples, type RoomSound } from './room-sound.ts';

/** What each stage of one direction uses, percent of a core, in the order in which sound passes them. */
export type StageCost = Readonly<Record<(typeof stageNames)[number], number>>;

const stageNames = ['echo', 'meters', 'encode', 'link', 'decode', 'playout'] as const;

const blocksPerSecond = 200;
const blockUs = 5000;
/** Code is compiled and the canceller learns before anything counts, s. */
const warmUpS = 6;
/** As in a portal: sound is looked after this often, and so much is kept ready. */
const tickUs = 2000;
const leadMs = 3;
const format = { codec: 'opus', frameMs: 5 } as const;
const bitrateBps = 256_000;

/**
 * Runs a portal's own stages in this process, second by second of sound and each by itself, and reads the processor time that each took;
 * the medians of the seconds. Virtual time, no sockets, no timers: this is the work, without what waiting and waking cost.
 *
 * @param options which parts of the canceller work
 */
export async function stageCost(sound: RoomSound, options: EchoOptions): Promise<StageCost> {
  let nowUs = 0;
  const canceller = await EchoCanceller.open(options);
  const sentChain = new AudioChain();
  const maker = new PacketMaker(format, bitrateBps);
  const wire = new LinkWire();
  const reader = new PacketReader();
  const sink = await openAudioSink('none:', { nowUs: () => nowUs });
  // Louder than it was sent, so that the limiter has to work.
  const mixer = new Mixer({ ...plainMix, people: { volumePct: 150, muted: false } });
  const decoded = new DecodedPackets();
  const player = new Player({ sink, mixer, leadMs, decode: (packet) => decoded.take(packet) });
  const seconds = Math.floor(sound.recorded.length / blocksPerSecond);
  const costs = Object.fromEntries(stageNames.map((name) => [name, [] as number[]]));
  try {
    for (let second = 0; second < seconds; second++) {
      const first = second * blocksPerSecond;
      const blocks = sound.recorded.slice(first, first + blocksPerSecond).map((block) => block.slice());
      const sent: Packet[] = [];
      const add = (packet: Uint8Array, capturedUs: number): void => {
        sent.push({ data: packet.slice(), capturedUs, atUs: capturedUs + blockUs });
      };
      let arrived: readonly Packet[] = [];
      const stages: Record<keyof StageCost, () => void> = {
        echo: () => {
          for (const [index, block] of blocks.entries()) {
            const atUs = (first + index) * blockUs;
            const played = sound.played[first + index]!;
            // In pieces of 2.5 ms, as a player plays; it is heard a while after it was handed over.
            canceller.reverse(played.subarray(0, blockSamples / 2), atUs + aheadUs);
            canceller.reverse(played.subarray(blockSamples / 2), atUs + aheadUs + blockUs / 2);
            canceller.process(block, atUs);
          }
        },
        meters: () =>
          blocks.forEach((block, index) => void sentChain.process(block, (first + index) * blockUs)),
        encode: () => blocks.forEach((block, index) => maker.add(block, (first + index) * blockUs, add)),
        link: () => {
          arrived = wire.carry(sent, first * blockUs, (first + blocksPerSecond) * blockUs);
        },
        decode: () => {
          for (const { data } of arrived) decoded.put(data, reader.decode(data));
        },
        playout: () => {
          let next = 0;
          for (; nowUs < (first + blocksPerSecond) * blockUs; nowUs += tickUs) {
            for (; next < arrived.length && arrived[next]!.atUs <= nowUs; next++) {
              const { data, capturedUs, atUs } = arrived[next]!;
              player.push(first + next, capturedUs, atUs, data, blockUs);
            }
            player.tick(nowUs);
          }
          for (; next < arrived.length; next++) {
            const { data, capturedUs, atUs } = arrived[next]!;
            player.push(first + next, capturedUs, atUs, data, blockUs);
          }
        },
      };
      for (const name of stageNames) {
        const before = process.cpuUsage();
        stages[name]();
        const { user, system } = process.cpuUsage(before);
        if (second >= warmUpS) costs[name]!.push((user + system) / 1e4);
      }
    }
    if (player.stats.concealedMs > 200)
      throw new Error(`${player.stats.concealedMs} ms of sound did not get through`);
  } finally {
    canceller.close();
    maker.close();
    reader.close();
    sink.close();
  }
  return Object.fromEntries(stageNames.map((name) => [name, median(costs[name]!)])) as Record<
    keyof StageCost,
    number
  >;
}

/** How much later than it is handed over a block is heard. */
const aheadUs = 45_000;

/** Lets the decoder be measured apart from the playout that calls it: decoded before, taken by what is written over a packet. */
class DecodedPackets {
  readonly #samples: Float32Array[] = Array.from({ length: kept }, () => new Float32Array(blockSamples));
  #count = 0;

  /** The packet is no packet of the codec any more. */
  put(packet: Uint8Array, samples: Float32Array): void {
    this.#samples[this.#count % kept]!.set(samples);
    Buffer.from(packet.buffer, packet.byteOffset).writeUInt32LE(this.#count++);
  }

  take(packet: Uint8Array): Float32Array {
    return this.#samples[Buffer.from(packet.buffer, packet.byteOffset).readUInt32LE() % kept]!;
  }
}

/** More than are ever on their way. */
const kept = 3 * blocksPerSecond;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
