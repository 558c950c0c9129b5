import { SoundError } from './errors.ts';
import type { AudioSink } from './sink.ts';
import type { AudioSource } from './source.ts';
import { parseSpec } from './spec.ts';

export interface OpenSourceOptions {
  /** The system's monotonic clock in µs, the one that `read` is called with. */
  nowUs: () => number;
  /** Which synthetic speaker, an integer ≥ 0 (default 0); 0 is low and left, 1 high and right. */
  voice?: number;
}

export interface OpenSinkOptions {
  /** The system's monotonic clock in µs. */
  nowUs: () => number;
}

const SOURCES = ['device', 'pulse', 'test', 'none'] as const;
const SOURCE_EXAMPLES = ['device:NAME', 'pulse:NAME', 'test:speech', 'test:beep', 'none:'];
const SINKS = ['device', 'pulse', 'file', 'none'] as const;
const SINK_EXAMPLES = ['device:NAME', 'pulse:NAME', 'file:PATH', 'none:'];

/**
 * Opens where sound comes from. `device:` and `pulse:` without a name are the default microphone; a file is played with
 * `pcmSource`. Only what is chosen is loaded. Throws SoundError.
 */
export async function openAudioSource(
  spec: string,
  { nowUs, voice = 0 }: OpenSourceOptions,
): Promise<AudioSource> {
  const { kind, rest } = parseSpec(spec, SOURCES, SOURCE_EXAMPLES);
  switch (kind) {
    case 'device':
    case 'pulse':
      return (await import('./sources/device.ts')).openDeviceSource(spec, kind, rest);
    case 'test':
      if (rest === 'beep') return (await import('./sources/beep.ts')).beepSource(nowUs);
      if (rest !== 'speech')
        throw new SoundError('bad-spec', spec, `sound "${spec}" is not known: use test:speech or test:beep`);
      return (await import('./sources/speech.ts')).speechSource(nowUs, voice);
    case 'none':
      return (await import('./sources/silence.ts')).silenceSource(nowUs);
  }
}

/**
 * Opens where sound goes. `device:` and `pulse:` without a name are the default loudspeaker. Only what is chosen is
 * loaded. Throws SoundError.
 */
export async function openAudioSink(spec: string, { nowUs }: OpenSinkOptions): Promise<AudioSink> {
  const { kind, rest } = parseSpec(spec, SINKS, SINK_EXAMPLES);
  switch (kind) {
    case 'device':
    case 'pulse':
      return (await import('./sinks/device.ts')).openDeviceSink(spec, kind, rest, nowUs);
    case 'file':
      if (rest === '') throw new SoundError('bad-spec', spec, 'sound "file:" lacks a path: use file:PATH');
      return new (await import('./sinks/wav-file.ts')).WavFileSink(rest, nowUs);
    case 'none':
      return (await import('./sinks/nowhere.ts')).nowhereSink(nowUs);
  }
}

/**
 * The names of the microphones and loudspeakers of this machine, as `device:NAME` takes them. Throws SoundError `missing` or
 * `not-found`.
 */
export async function listAudioDevices(): Promise<{ inputs: string[]; outputs: string[] }> {
  return (await import('./device/open.ts')).deviceNames();
}
