import { type ActorFactory, ChannelClient, nowUs } from '@ajar/actor';
import { openAudioFile } from '@ajar/media';
import {
  AudioChain,
  type AudioSource,
  BLOCK_SAMPLES,
  EchoCanceller,
  type EchoOptions,
  type IncomingStats,
  type Loudness,
  MicrophoneSwitch,
  type Mix,
  Mixer,
  openAudioSink,
  openAudioSource,
  Player,
  pcmSource,
  playoutPatience,
  silentMix,
} from '@ajar/sound';
import { blame } from '../config/error.ts';
import type { AudioSettings } from '../config/settings.ts';
import { type LatencyMs, LatencyWindow } from '../stats/latency-window.ts';
import { Rate } from '../stats/rate.ts';
import { beUrgent } from '../urgent.ts';
import { HeadWriter, headBytes, newHead, readHead } from '../wire/media-message.ts';
import { PacketMaker } from './sound/packet-maker.ts';
import { PacketReader } from './sound/packet-reader.ts';
import { SharedSound } from './sound/shared-sound.ts';
import { SoundRate } from './sound/sound-rate.ts';

/** What the sound's process needs to know. */
export interface SoundConfig {
  /** undefined: the default microphone where there is one, else silence. */
  readonly source: string | undefined;
  /** undefined: the default loudspeaker where there is one, else nowhere. */
  readonly sink: string | undefined;
  /** A film or music for the other room; undefined: none. */
  readonly shared: string | undefined;
  /** Which of the synthetic voices, for `test:speech`. */
  readonly voice: number;
  readonly audio: AudioSettings;
  /** The link's socket. */
  readonly socket: string;
}

/** What the sound is told: how it is to be heard here, and whether it is to be heard there. Until it was told once, it is not. */
export type SoundCommand =
  | { readonly kind: 'mix'; readonly mix: Mix }
  | { readonly kind: 'microphone'; readonly muted: boolean }
  /** How much later than it has to sound is played, for pictures that are late. */
  | { readonly kind: 'hold'; readonly ms: number };

/** What the sound reports, four times a second. Levels are RMS in dBFS of the last 400 ms, null for silence. */
export interface SoundReport {
  readonly source: string;
  readonly sink: string;
  /** Median of the last quarter of a second from capture to heard, ms; null where nobody hears it. */
  readonly heardMs: number | null;
  readonly tx: {
    readonly bitrate: number | null;
    readonly level: number | null;
    /** The largest magnitude of the last 400 ms, dBFS. */
    readonly peak: number | null;
    readonly loudness: Loudness;
    /** What is removed of the echo of what is played here, dB; null while nothing is, or echo is not cancelled. */
    readonly erleDb: number | null;
    /** How much weaker that echo is than what is played, dB; null likewise. */
    readonly erlDb: number | null;
    /** What loudspeaker and microphone take together, by their own account, ms; null likewise. */
    readonly echoDelayMs: number | null;
  };
  readonly rx: {
    readonly latencyMs: LatencyMs | null;
    readonly bufferMs: number | null;
    readonly concealedMs: number | null;
    readonly driftPpm: number | null;
    readonly level: number | null;
    readonly peak: number | null;
    readonly loudness: Loudness;
    /** The most that was taken away to keep within full scale since the report before, dB. */
    readonly limitedDb: number;
    /** Of the film or music that the other room shares; null while there is none. */
    readonly shared: { readonly bufferMs: number | null; readonly concealedMs: number } | null;
    /** Packets that could not be decoded, or are of another version, in all. */
    readonly broken: number | null;
  };
}

/** What the sound tells the portal. */
export type SoundMessage =
  /** From here on until the first report it may hang in a sound server that does not answer. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'report'; readonly report: SoundReport }
  | { readonly kind: 'warning'; readonly message: string };

/** Sound is looked after this often, so that none is late by more. Every other millisecond took 1 % of a core less and 1.5 ms more. */
const tickMs = 1;
const reportEveryMs = 250;
const latelyUs = 250_000;
/** Sound is never played sooner after it has arrived. */
const leastMs = playoutPatience.floorMs ?? 0;
/** What is kept ready in a sink, between two looks; a device asks for more by itself. */
const leadMs = 3;

/** Captures, encodes, decodes and plays. Devices are native, and their 5 ms clock waits for nobody. */
export const create: ActorFactory<SoundConfig, SoundCommand, SoundMessage> = async (config, context) => {
  beUrgent();
  const warn = (message: string): void => {
    context.emit({ kind: 'warning', message });
  };
  context.emit({ kind: 'opening' });
  const source = await withDefault('--audio-in', config.source, warn, (spec) =>
    openSource(spec, config.voice),
  );
  const sink = await withDefault('--audio-out', config.sink, warn, (spec) => openAudioSink(spec, { nowUs }));
  const shared = await openShared(config);
  const canceller = await openCanceller(echoOptions(config), warn);
  const microphone = new MicrophoneSwitch();
  const chain = new AudioChain(canceller === undefined ? [microphone] : [canceller, microphone]);
  const maker = new PacketMaker(config.audio, config.audio.bitrateBps);
  const rate = new SoundRate(config.audio, config.audio.bitrateBps, shared === undefined ? 1 : 2);
  const reader = new PacketReader();
  const sharedReader = new PacketReader();
  const mixer = new Mixer(silentMix);
  const heard = new LatencyWindow();
  const player = new Player({
    sink,
    chain,
    mixer,
    decodeShared: (packet) => sharedReader.decode(packet),
    decode: (packet) => reader.decode(packet),
    leadMs,
    onPlayed: (capturedUs, heardUs) => heard.add(heardUs, (heardUs - capturedUs) / 1000),
  });

  const head = newHead();
  const arrived = newHead();
  const writer = new HeadWriter();
  const block = new Float32Array(BLOCK_SAMPLES);
  const byteRate = new Rate();
  let bytes = 0;
  let unknown = 0;

  const channel = new ChannelClient(config.socket, {
    onOpen: (open) => open.send(writer.hello('sound')),
    onMessage(message) {
      if (!readHead(message, arrived)) return;
      if (arrived.kind === 'target') follow(arrived.number * 1000);
      if (arrived.kind !== 'sound' && arrived.kind !== 'shared') return;
      const packet = message.subarray(headBytes);
      const durationUs = reader.durationUs(packet);
      if (durationUs === undefined) unknown++;
      // What is shared was put in order, so when it was whole says less than when it is here.
      else if (arrived.kind === 'shared')
        player.pushShared(arrived.number, arrived.capturedUs, nowUs(), packet, durationUs);
      else player.push(arrived.number, arrived.capturedUs, arrived.completeUs, packet, durationUs);
    },
  });

  const tick = (): void => {
    capture();
    player.tick(nowUs());
  };
  // What came while this process was held up is read first: a block that is there must not be made up.
  const ticking = setInterval(() => setImmediate(tick), tickMs);

  const reporting = setInterval(() => {
    const atUs = nowUs();
    const bytesPerSecond = byteRate.at(atUs, bytes);
    const { bufferMs, concealedMs, driftPpm, level, broken } = player.stats;
    const sent = chain.sentLevel();
    const echo = canceller?.stats;
    const latencyMs = heard.percentiles(atUs);
    const report: SoundReport = {
      source: source.description,
      sink: sink.description,
      heardMs: sink.isNowhere === true ? null : heard.median(atUs, latelyUs),
      tx: {
        bitrate: bytesPerSecond === null ? null : bytesPerSecond * 8,
        level: sent.rmsDbfs,
        peak: sent.peakDbfs,
        loudness: chain.sentLoudness(),
        erleDb: echo?.erleDb ?? null,
        erlDb: echo?.erlDb ?? null,
        echoDelayMs: echo?.delayMs ?? null,
      },
      rx: {
        latencyMs,
        bufferMs,
        concealedMs: bufferMs === null ? null : concealedMs,
        driftPpm,
        level,
        peak: chain.playedLevel().peakDbfs,
        loudness: chain.playedLoudness(),
        limitedDb: mixer.takeReductionDb(),
        shared: sharedReport(player.sharedStats),
        broken: broken + unknown,
      },
    };
    context.emit({ kind: 'report', report });
  }, reportEveryMs);

  return {
    receive(command) {
      if (command.kind === 'mix') mixer.set(command.mix);
      else if (command.kind === 'microphone') microphone.mute(command.muted);
      else player.setFloorMs(leastMs + command.ms);
    },
    stop() {
      clearInterval(ticking);
      clearInterval(reporting);
      channel.close();
      source.close();
      shared?.close();
      sink.close();
      canceller?.close();
      maker.close();
      reader.close();
      sharedReader.close();
    },
  };

  function capture(): void {
    shared?.capture(nowUs(), sendShared);
    for (;;) {
      const capturedUs = source.read(nowUs(), block);
      if (capturedUs === undefined) return;
      maker.add(block, chain.process(block, capturedUs), send);
    }
  }

  /** What the path carries decides what sound may take of it. */
  function follow(pathBps: number): void {
    const choice = rate.see(pathBps, nowUs());
    try {
      maker.use(choice);
      shared?.use(choice);
    } catch (error) {
      warn((error as Error).message);
    }
  }

  function sendShared(packet: Uint8Array, capturedUs: number): void {
    head.kind = 'shared';
    write(packet, capturedUs);
  }

  function send(packet: Uint8Array, capturedUs: number): void {
    head.kind = 'sound';
    write(packet, capturedUs);
  }

  function write(packet: Uint8Array, capturedUs: number): void {
    head.capturedUs = capturedUs;
    head.encodedUs = nowUs();
    if (channel.send(writer.write(head), packet) === 'ok') bytes += packet.length;
  }
};

function sharedReport(stats: IncomingStats | null): SoundReport['rx']['shared'] {
  return stats === null ? null : { bufferMs: stats.bufferMs, concealedMs: stats.concealedMs };
}

function isDeviceSpec(spec: string | undefined): boolean {
  return /^(device|pulse):/.test(spec ?? 'device:');
}

/** Only a loudspeaker and a microphone in one room make an echo. Hum below what anybody hears goes with it. */
function echoOptions({ source, sink, audio }: SoundConfig): EchoOptions {
  const isRoom = isDeviceSpec(source) && isDeviceSpec(sink);
  const echo = audio.echo === 'auto' ? isRoom : audio.echo === 'on';
  return { echo, highPass: echo, noise: audio.noise === 'on', gain: audio.gain === 'on' };
}

async function openCanceller(
  options: EchoOptions,
  warn: (message: string) => void,
): Promise<EchoCanceller | undefined> {
  if (!Object.values(options).includes(true)) return undefined;
  try {
    return await EchoCanceller.open(options);
  } catch (error) {
    warn(`${(error as Error).message}; going on without`);
    return undefined;
  }
}

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

async function openShared({ shared, audio, voice }: SoundConfig): Promise<SharedSound | undefined> {
  if (shared === undefined) return undefined;
  try {
    return new SharedSound(await openSource(shared, voice), audio, audio.bitrateBps);
  } catch (error) {
    throw new Error(blame('--share-audio', shared, (error as Error).message), { cause: error });
  }
}

async function openSource(spec: string, voice: number): Promise<AudioSource> {
  if (!spec.startsWith('file:')) return openAudioSource(spec, { nowUs, voice });
  const path = spec.slice('file:'.length);
  const reader = await openAudioFile(path);
  return pcmSource(reader, { nowUs, description: path });
}
