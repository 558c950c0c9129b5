import { type ActorFactory, ChannelClient, nowUs } from '@ajar/actor';
import { openAudioFile, openOpusDecoder, openOpusEncoder } from '@ajar/media';
import {
  AudioChain,
  type AudioSource,
  BLOCK_SAMPLES,
  openAudioSink,
  openAudioSource,
  Player,
  pcmSource,
} from '@ajar/sound';
import { type LatencyMs, LatencyWindow } from '../stats/latency-window.ts';
import { Rate } from '../stats/rate.ts';
import { HeadWriter, headBytes, newHead, readHead } from '../wire/media-message.ts';
import { beUrgent } from './urgent.ts';

/** What the sound's process needs to know. */
export interface SoundConfig {
  readonly source: string;
  readonly sink: string;
  /** Which of the synthetic voices, for `test:speech`. */
  readonly voice: number;
  /** The link's socket. */
  readonly socket: string;
}

/** What the sound reports, four times a second. Levels are RMS in dBFS, null for silence. */
export interface SoundReport {
  readonly source: string;
  readonly sink: string;
  readonly tx: { readonly bitrate: number | null; readonly level: number | null };
  readonly rx: {
    readonly latencyMs: LatencyMs | null;
    readonly bufferMs: number | null;
    readonly concealedMs: number | null;
    readonly driftPpm: number | null;
    readonly level: number | null;
  };
}

const bitrateBps = 256_000;
const frameMs = 5;
/** Sound is looked after this often. Twice a block and a bit, so that none is late by more than this. */
const tickMs = 2;
const reportEveryMs = 250;
/** What is kept ready in a sink: a device must be able to take a whole buffer at any moment, others have none. */
const leadMs = { device: 12.5, other: 3 } as const;

/** Captures, encodes, decodes and plays. Devices are native, and their 5 ms clock waits for nobody. */
export const create: ActorFactory<SoundConfig, never, SoundReport> = async (config, context) => {
  beUrgent();
  const source = await openSource(config);
  const sink = await openAudioSink(config.sink, { nowUs });
  const chain = new AudioChain();
  const encoder = openOpusEncoder({ bitrateBps, frameMs });
  const decoder = openOpusDecoder();
  const heard = new LatencyWindow();
  const isDevice = /^(device|pulse):/.test(config.sink);
  const player = new Player({
    sink,
    chain,
    decode: (packet) => decoder.decode(packet),
    leadMs: isDevice ? leadMs.device : leadMs.other,
    onPlayed: (capturedUs, heardUs) => heard.add(heardUs, (heardUs - capturedUs) / 1000),
  });

  const head = newHead();
  const arrived = newHead();
  const writer = new HeadWriter();
  const block = new Float32Array(BLOCK_SAMPLES);
  const byteRate = new Rate();
  let bytes = 0;
  head.kind = 'sound';

  const channel = new ChannelClient(config.socket, {
    onOpen: (open) => open.send(writer.hello('sound')),
    onMessage(message) {
      if (!readHead(message, arrived) || arrived.kind !== 'sound') return;
      player.push(arrived.number, arrived.capturedUs, arrived.completeUs, message.subarray(headBytes));
    },
  });

  const ticking = setInterval(() => {
    send();
    player.tick(nowUs());
  }, tickMs);

  const reporting = setInterval(() => {
    const atUs = nowUs();
    const bytesPerSecond = byteRate.at(atUs, bytes);
    const { bufferMs, concealedMs, driftPpm, level } = player.stats;
    const latencyMs = heard.percentiles(atUs);
    context.emit({
      source: source.description,
      sink: sink.description,
      tx: {
        bitrate: bytesPerSecond === null ? null : bytesPerSecond * 8,
        level: chain.sentLevel().rmsDbfs,
      },
      rx: { latencyMs, bufferMs, concealedMs: bufferMs === null ? null : concealedMs, driftPpm, level },
    });
  }, reportEveryMs);

  return {
    receive() {},
    stop() {
      clearInterval(ticking);
      clearInterval(reporting);
      channel.close();
      source.close();
      sink.close();
      encoder.close();
      decoder.close();
    },
  };

  function send(): void {
    for (;;) {
      const capturedUs = source.read(nowUs(), block);
      if (capturedUs === undefined) return;
      chain.process(block);
      const packet = encoder.encode(block);
      head.capturedUs = capturedUs;
      head.encodedUs = nowUs();
      if (channel.send(writer.write(head), packet) === 'ok') bytes += packet.length;
    }
  }
};

async function openSource({ source, voice }: SoundConfig): Promise<AudioSource> {
  if (!source.startsWith('file:')) return openAudioSource(source, { nowUs, voice });
  const path = source.slice('file:'.length);
  const reader = await openAudioFile(path);
  return pcmSource(reader, { nowUs, description: path });
}
