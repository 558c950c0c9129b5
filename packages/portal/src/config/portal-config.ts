import type { SoundFrameMs } from '@ajar/media';
import * as v from 'valibot';
import { codecs } from '../wire/codec-set.ts';
import { soundCodecs, soundFrameMs } from '../wire/sound-format.ts';
import { ConfigError } from './error.ts';
import { audioBitrate, notABitrate } from './settings.ts';
import type { SettingFlags } from './settings-file.ts';
import {
  type HostPort,
  type Parsed,
  parseBitrate,
  parseHostPort,
  parseNumber,
  parseSize,
  parseSpec,
  type Size,
} from './values.ts';

/** Kinds of source and sink by flag. */
export const specKinds = {
  videoIn: ['test', 'x11', 'v4l2', 'avfoundation', 'dshow', 'file', 'snapshot', 'none'],
  videoOut: ['window', 'browser', 'file', 'none'],
  audioIn: ['device', 'pulse', 'file', 'test', 'none'],
  audioOut: ['device', 'pulse', 'file', 'none'],
  shareAudio: ['device', 'pulse', 'file', 'test'],
} as const;

/** How one portal is set up. Checked and frozen; everything behind it trusts it. */
export interface PortalConfig extends SettingFlags {
  /** What people call this room: 1 to 64 characters. */
  readonly name: string;
  /** Where the key is kept; undefined for the user's own state directory. */
  readonly state: string | undefined;
  readonly listen: HostPort | undefined;
  readonly connect: HostPort | undefined;
  /** The other portal's public key, as text. Checked by whoever reads it. */
  readonly peer: string | undefined;
  readonly videoIn: string;
  readonly videoOut: string;
  /** undefined: the default device where there is one, else silence. */
  readonly audioIn: string | undefined;
  readonly audioOut: string | undefined;
  /** A film or music for the other room; undefined: none. */
  readonly shareAudio: string | undefined;
  /** undefined: the source's own, or what this machine sustains. */
  readonly size: Size | undefined;
  /** Frames per second, 1 to 120. */
  readonly fps: number;
  /** undefined: what suits the size. */
  readonly bitrateBps: number | undefined;
  /** Address of the page; 'off' for none; undefined for a default one. */
  readonly control: HostPort | 'off' | undefined;
  /** Seconds until it ends by itself; undefined for never. */
  readonly seconds: number | undefined;
  /** File that gets one JSON object a second; `-` is standard output. */
  readonly stats: string | undefined;
}

/** How the demo is set up. */
export interface DemoConfig extends SettingFlags {
  readonly size: Size | undefined;
  readonly fps: number;
  readonly bitrateBps: number | undefined;
  /** Name of a profile of the network laboratory. */
  readonly net: string;
  readonly view: 'browser' | 'window' | 'none';
  /** Use the real camera and microphone for the first room, where there are some. */
  readonly real: boolean;
  readonly control: HostPort | undefined;
  /** Open the page in the desktop's browser. */
  readonly open: boolean;
  readonly seconds: number | undefined;
  readonly stats: string | undefined;
}

const size = read(parseSize);
const bitrate = read(parseBitrate);
const hostPort = read(parseHostPort);
const fps = read((text) => parseNumber(text, 'frames per second', 1, 120));
const seconds = read((text) => parseNumber(text, 'seconds', 0.1, 1e9));

/** What a configuration file may say as well. */
const settingFlags = {
  config: v.optional(path()),
  codec: v.optional(choice(['auto', ...codecs])),
  encoder: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^[a-z0-9_]{1,32}$/,
        'is not an encoder; auto, hardware, software or a name such as libx264 will do',
      ),
    ),
  ),
  prefer: v.optional(choice(['sharpness', 'motion'])),
  present: v.optional(choice(['now', 'smooth'])),
  monitor: v.optional(v.pipe(v.string(), v.minLength(1, 'is empty; write a name or a number from 0'))),
  fullscreen: v.optional(v.boolean()),
  audioCodec: v.optional(choice([...soundCodecs, 'lossless'])),
  audioBitrate: v.optional(read(parseAudioBitrate)),
  audioFrame: v.optional(read(parseFrameMs)),
  echo: v.optional(choice(['auto', 'on', 'off'])),
  noise: v.optional(choice(['on', 'off'])),
  gain: v.optional(choice(['on', 'off'])),
  volume: v.optional(read((text) => parseNumber(text, 'percent', 0, 200))),
  mute: v.optional(v.boolean()),
  muteMicrophone: v.optional(v.boolean()),
};

const portalSchema = v.strictObject({
  ...settingFlags,
  name: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, 'is empty'),
    v.maxLength(64, 'is longer than 64 characters'),
  ),
  state: v.optional(path()),
  listen: v.optional(hostPort),
  connect: v.optional(hostPort),
  peer: v.optional(v.string()),
  videoIn: spec('videoIn'),
  videoOut: spec('videoOut'),
  audioIn: v.optional(spec('audioIn')),
  audioOut: v.optional(spec('audioOut')),
  shareAudio: v.optional(spec('shareAudio')),
  size: v.optional(size),
  fps,
  bitrate: v.optional(bitrate),
  control: v.optional(v.union([v.literal('off'), hostPort], 'is not an address; write HOST:PORT or off')),
  seconds: v.optional(seconds),
  stats: v.optional(path()),
});

const demoSchema = v.strictObject({
  ...settingFlags,
  size: v.optional(size),
  fps,
  bitrate: v.optional(bitrate),
  net: v.string(),
  view: v.picklist(['browser', 'window', 'none'], 'is not a view; these are: browser window none'),
  real: v.boolean(),
  control: v.optional(hostPort),
  open: v.boolean(),
  seconds: v.optional(seconds),
  stats: v.optional(path()),
});

/** Checks what the command line (or a file) says of a portal. Throws ConfigError that names the flag. */
export function parsePortalConfig(input: unknown): PortalConfig {
  const { bitrate, ...rest } = parse(portalSchema, input);
  return Object.freeze({
    ...rest,
    state: rest.state,
    listen: rest.listen,
    connect: rest.connect,
    peer: rest.peer,
    audioIn: rest.audioIn,
    audioOut: rest.audioOut,
    shareAudio: rest.shareAudio,
    size: rest.size,
    bitrateBps: bitrate,
    control: rest.control,
    seconds: rest.seconds,
    stats: rest.stats,
  });
}

/** Checks what the command line says of the demo. Throws ConfigError that names the flag. */
export function parseDemoConfig(input: unknown): DemoConfig {
  const { bitrate, ...rest } = parse(demoSchema, input);
  return Object.freeze({
    ...rest,
    size: rest.size,
    bitrateBps: bitrate,
    control: rest.control,
    seconds: rest.seconds,
    stats: rest.stats,
  });
}

function parse<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue) ?? '';
  const flag = `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const given = issue.path?.[0]?.value;
  const shown = typeof given === 'string' ? ` ${JSON.stringify(given)}` : '';
  throw new ConfigError(`${flag}:${shown} ${issue.message}`);
}

function read<T>(parseText: (text: string) => Parsed<T>) {
  return v.pipe(
    v.string(),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const parsed = parseText(dataset.value);
      if ('value' in parsed) return parsed.value;
      addIssue({ message: parsed.problem });
      return NEVER;
    }),
  );
}

function spec(flag: keyof typeof specKinds) {
  return v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const parsed = parseSpec(dataset.value, specKinds[flag]);
      if ('problem' in parsed) addIssue({ message: parsed.problem });
    }),
  );
}

function choice<const Names extends readonly string[]>(names: Names) {
  return v.picklist(names, `is not known; these are: ${names.join(' ')}`);
}

function path() {
  return v.pipe(v.string(), v.minLength(1, 'is empty; write a path'));
}

function parseAudioBitrate(text: string): Parsed<number> {
  const parsed = parseBitrate(text);
  const isOne = 'value' in parsed && parsed.value >= audioBitrate.least && parsed.value <= audioBitrate.most;
  return isOne ? parsed : { problem: notABitrate };
}

function parseFrameMs(text: string): Parsed<SoundFrameMs> {
  const value = soundFrameMs.find((frameMs) => frameMs === Number(text));
  return value === undefined ? { problem: 'is not a length of packets; 2.5, 5 or 10 ms will do' } : { value };
}
