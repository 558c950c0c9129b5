import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { configFile } from '../calibrate/measures-file.ts';
import { ConfigError } from './error.ts';
import { readSettings, type Settings, soundCodecOf } from './settings.ts';

/** What the command line may say as well; it wins. undefined: nothing was said. */
export interface SettingFlags {
  readonly state?: string | undefined;
  /** The configuration file; without it `ajar.toml` in the state directory, which need not be there. */
  readonly config?: string | undefined;
  readonly codec?: Settings['video']['codec'] | undefined;
  readonly encoder?: string | undefined;
  readonly prefer?: Settings['video']['prefer'] | undefined;
  readonly present?: Settings['video']['present'] | undefined;
  readonly monitor?: string | undefined;
  readonly fullscreen?: boolean | undefined;
  readonly audioCodec?: Settings['audio']['codec'] | 'lossless' | undefined;
  readonly audioBitrate?: number | undefined;
  readonly audioFrame?: Settings['audio']['frameMs'] | undefined;
  readonly echo?: Settings['audio']['echo'] | undefined;
  readonly noise?: Settings['audio']['noise'] | undefined;
  readonly gain?: Settings['audio']['gain'] | undefined;
  readonly volume?: number | undefined;
  readonly mute?: boolean | undefined;
  readonly muteMicrophone?: boolean | undefined;
}

/** Settings from the configuration file and the flags. Throws ConfigError. */
export function loadSettings(flags: SettingFlags): Settings {
  const file = configFile(flags.state, flags.config);
  const text = readText(file, flags.config !== undefined);
  return withFlags(readSettings(text === undefined ? {} : parseText(text, file), file), flags);
}

/** Settings with what the command line says instead. */
export function withFlags(settings: Settings, flags: SettingFlags): Settings {
  const { video, screen, audio } = settings;
  const number = /^\d{1,2}$/.test(flags.monitor ?? '') ? Number(flags.monitor) : flags.monitor;
  return Object.freeze({
    ...settings,
    video: Object.freeze({
      ...video,
      codec: flags.codec ?? video.codec,
      encoder: flags.encoder ?? video.encoder,
      prefer: flags.prefer ?? video.prefer,
      present: flags.present ?? video.present,
    }),
    screen: Object.freeze({
      ...screen,
      monitor: number ?? screen.monitor,
      // Who names a monitor wants it covered.
      fullscreen: flags.fullscreen ?? (flags.monitor !== undefined || screen.fullscreen),
    }),
    audio: Object.freeze({
      ...audio,
      codec: flags.audioCodec === undefined ? audio.codec : soundCodecOf(flags.audioCodec),
      bitrateBps: flags.audioBitrate ?? audio.bitrateBps,
      frameMs: flags.audioFrame ?? audio.frameMs,
      echo: flags.echo ?? audio.echo,
      noise: flags.noise ?? audio.noise,
      gain: flags.gain ?? audio.gain,
      volumePct: flags.volume ?? audio.volumePct,
      mute: flags.mute ?? audio.mute,
      muteMicrophone: flags.muteMicrophone ?? audio.muteMicrophone,
    }),
  });
}

function readText(file: string, isNamed: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isNamed) return undefined;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : code;
    throw new ConfigError(`${isNamed ? '--config ' : ''}${file}: cannot be read: ${why}`, {
      code: 'unreadable',
      cause: error,
    });
  }
}

function parseText(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    const { message, line } = error as { message: string; line?: number };
    const place = line === undefined ? file : `${file}: line ${line}`;
    throw new ConfigError(`${place}: ${message.split('\n')[0]}`, { code: 'unreadable', cause: error });
  }
}
