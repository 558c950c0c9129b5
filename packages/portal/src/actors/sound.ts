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
import { blame } from '../config/error.ts';
import { type LatencyMs, LatencyWindow } from '../stats/latency-window.ts';
import { Rate } from '../stats/rate.ts';
import { beUrgent } from '../urgent.ts';
import { HeadWriter, headBytes, newHead, readHead } from '../wire/media-message.ts';

/** What the sound's process needs to know. */
export interface SoundConfig {
  /** undefined: the default microphone where there is one, else silence. */
  readonly source: string | undefined;
  /** undefined: the default loudspeaker where there is one, else nowhere. */
  readonly sink: string | undefined;
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

/** What the sound tells the portal. */
export type SoundMessage =
  | { readonly kind: 'report'; readonly report: SoundReport }
  | { readonly kind: 'warning'; readonly message: string };

const bitrateBps = 256_000;
const frameMs = 5;
/** Sound is looked after this often. Twice a block and a bit, so that none is late by more than this. */
const tickMs = 2;
const reportEveryMs = 250;
/** What is kept ready in a sink: a device must be able to take a whole buffer at any moment, others have none. */
const leadMs = { device: 12.5, other: 3 } as const;

/** Captures, encodes, decodes and plays. Devices are native, and their 5 ms clock waits for nobody. */
export const create: ActorFactory<SoundConfig, never, SoundMessage> = async (config, context) => {
  beUrgent();
  const warn = (message: string): void => {
    context.emit({ kind: 'warning', message });
  };
  const source = await withDefault('--audio-in', config.source, warn, (spec) =>
    openSource(spec, config.voice),
  );
  const sink = await withDefault('--audio-out', config.sink, warn, (spec) => openAudioSink(spec, { nowUs }));
  const chain = new AudioChain();
  const encoder = openOpusEncoder({ bitrateBps, frameMs });
  const decoder = openOpusDecoder();
  const heard = new LatencyWindow();
  const isDevice = /^(device|pulse):/.test(config.sink ?? 'device:');
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

  const tick = (): void => {
    send();
    player.tick(nowUs());
  };
  // What came while this process was held up is read first: a block that is there must not be made up.
  const ticking = setInterval(() => setImmediate(tick), tickMs);

  const reporting = setInterval(() => {
    const atUs = nowUs();
    const bytesPerSecond = byteRate.at(atUs, bytes);
    const { bufferMs, concealedMs, driftPpm, level } = player.stats;
    const latencyMs = heard.percentiles(atUs);
    const report: SoundReport = {
      source: source.description,
      sink: sink.description,
      tx: {
        bitrate: bytesPerSecond === null ? null : bytesPerSecond * 8,
        level: chain.sentLevel().rmsDbfs,
      },
      rx: { latencyMs, bufferMs, concealedMs: bufferMs === null ? null : concealedMs, driftPpm, level },
    };
    context.emit({ kind: 'report', report });
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
      head.capturedUs = chain.process(block, capturedUs);
      const packet = encoder.encode(block);
      head.encodedUs = nowUs();
      if (channel.send(writer.write(head), packet) === 'ok') bytes += packet.length;
    }
  }
};

/**
 * Opens what was asked for; where it cannot be had, that is told with the flag in front. Where nothing was asked for, it is
 * the default device, and without one the door opens all the same.
 */
async function withDefault<T>(
  flag: string,
  spec: string | undefined,
  warn: (message: string) => void,
  open: (spec: string) => Promise<T>,
): Promise<T> {
  try {
    return await open(spec ?? 'device:');
  } catch (error) {
    const { message } = error as Error;
    if (spec !== undefined) throw new Error(blame(flag, spec, message), { cause: error });
    warn(`${message}; going on without (${flag} chooses another)`);
    return open('none:');
  }
}

async function openSource(spec: string, voice: number): Promise<AudioSource> {
  if (!spec.startsWith('file:')) return openAudioSource(spec, { nowUs, voice });
  const path = spec.slice('file:'.length);
  const reader = await openAudioFile(path);
  return pcmSource(reader, { nowUs, description: path });
}
