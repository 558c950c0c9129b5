import type { SoundCodec, SoundFrameMs } from '@ajar/media';
import * as v from 'valibot';
import type { RoomMeasures } from '../calibrate/measures.ts';
import { measuresIn } from '../calibrate/measures-file.ts';
import type { Controls } from '../controls-file.ts';
import { codecs } from '../wire/codec-set.ts';
import { soundCodecs, soundFrameMs } from '../wire/sound-format.ts';
import { ConfigError } from './error.ts';

/** A part of a picture or a screen: fractions of its width and height, from the upper left corner. */
interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `[camera]`: what is done to its picture before anything else. */
export interface CameraSettings {
  /** undefined: all of it. */
  readonly crop: Part | undefined;
  /** Degrees clockwise, after cropping. */
  readonly rotate: 0 | 90 | 180 | 270;
  readonly mirror: boolean;
  /** The driver's own, by their names, such as `brightness = 128`. */
  readonly controls: Readonly<Record<string, number | string>>;
}

/** `[video]`: how pictures are coded and shown. */
export interface VideoSettings {
  readonly codec: 'auto' | (typeof codecs)[number];
  /** `auto`, `hardware`, `software`, or FFmpeg's name of one. */
  readonly encoder: string;
  /** What is kept when the path or this machine does not carry all: the size, or the pictures a second. */
  readonly prefer: 'sharpness' | 'motion';
  /** Show pictures with something missing, instead of the last whole one. */
  readonly showBroken: boolean;
  /** As soon as it is there, or evenly spaced. */
  readonly present: 'now' | 'smooth';
}

/** `[screen]`: how a window is shown. */
export interface ScreenSettings {
  /** Name, part of the name, or number from 0; undefined: where the desktop likes. */
  readonly monitor: string | number | undefined;
  readonly fullscreen: boolean;
  readonly vsync: boolean;
  /** Where the picture's corners go: x and y of each as fractions of the screen, clockwise from the upper left one. */
  readonly keystone: readonly number[] | undefined;
  /** The part of the picture that is shown; undefined: all of it. */
  readonly crop: Part | undefined;
}

/** `[audio]`: what is done to sound, and how it travels. */
export interface AudioSettings {
  readonly codec: SoundCodec;
  /** Of Opus; the others have what their samples take. */
  readonly bitrateBps: number;
  /** Length of a packet. */
  readonly frameMs: SoundFrameMs;
  /** Cancel the echo of the loudspeaker; `auto`: where both it and the microphone are devices. */
  readonly echo: 'auto' | 'on' | 'off';
  readonly noise: 'on' | 'off';
  readonly gain: 'on' | 'off';
  /** How loud the other room is, and what it shares: percent of what it sends, 0 to 200. A page may change it. */
  readonly volumePct: number;
  readonly sharedVolumePct: number;
  /** Hear nothing of the other room until a page says otherwise. */
  readonly mute: boolean;
  /** Let the other room hear nothing of this one's microphone until a page says otherwise. */
  readonly muteMicrophone: boolean;
  /** What is shared gives way to people who talk. */
  readonly ducking: 'on' | 'off';
}

/** What a configuration file says. Checked and frozen; everything behind it trusts it. */
export interface Settings {
  readonly camera: CameraSettings;
  readonly video: VideoSettings;
  readonly screen: ScreenSettings;
  readonly audio: AudioSettings;
  /** `[life-size]`, which `ajar calibrate` writes. */
  readonly lifeSize: RoomMeasures;
}

const fraction = v.pipe(
  v.number('is not a number'),
  v.minValue(0, 'is below 0'),
  v.maxValue(1, 'is above 1'),
);
const yesOrNo = v.boolean('is neither true nor false');
const part = v.pipe(
  v.tuple(
    [fraction, fraction, fraction, fraction],
    'is not a part of a picture; write [x, y, width, height], each from 0 to 1',
  ),
  v.check(
    ([x, y, width, height]) => width > 0 && height > 0 && x + width <= 1.000_001 && y + height <= 1.000_001,
    'does not lie within the picture',
  ),
  v.transform(([x, y, width, height]): Part => ({ x, y, width, height })),
);

const cameraSchema = v.strictObject({
  crop: v.optional(part),
  rotate: v.optional(v.picklist([0, 90, 180, 270], 'is not a quarter turn; 0, 90, 180 or 270 will do'), 0),
  mirror: v.optional(yesOrNo, false),
  controls: v.optional(
    v.record(
      v.pipe(v.string(), v.regex(/^[\w .-]{1,64}$/, 'is no name of a control')),
      v.union(
        [v.pipe(v.number(), v.finite()), v.pipe(v.string(), v.maxLength(64))],
        'is neither a number nor a text',
      ),
    ),
    {},
  ),
});

const encoderName = v.pipe(
  v.string('is not a name'),
  v.regex(
    /^[a-z0-9_]{1,32}$/,
    'is not an encoder; auto, hardware, software or a name such as libx264 will do',
  ),
);

const videoSchema = v.strictObject({
  codec: v.optional(choice(['auto', ...codecs]), 'auto'),
  encoder: v.optional(encoderName, 'auto'),
  prefer: v.optional(choice(['sharpness', 'motion']), 'motion'),
  'show-broken': v.optional(yesOrNo, false),
  present: v.optional(choice(['now', 'smooth']), 'now'),
});

const screenSchema = v.strictObject({
  monitor: v.optional(
    v.pipe(
      v.union([v.number(), v.string()], 'is neither a name nor a number from 0'),
      v.check(
        (value) =>
          typeof value === 'string'
            ? value.length > 0 && value.length <= 128
            : Number.isInteger(value) && value >= 0,
        'is neither a name nor a number from 0',
      ),
    ),
  ),
  fullscreen: v.optional(yesOrNo, false),
  vsync: v.optional(yesOrNo, false),
  keystone: v.optional(
    v.pipe(
      v.array(
        v.pipe(v.number('is not a number'), v.minValue(-1, 'is below -1'), v.maxValue(2, 'is above 2')),
      ),
      v.length(8, 'has to be eight numbers: x and y of each corner, clockwise from the upper left one'),
    ),
  ),
  crop: v.optional(part),
});

/** What the range of Opus' bitrate is called in messages. */
export const audioBitrate = { least: 64_000, most: 510_000 } as const;
export const notABitrate = 'is not a bitrate; 64000 to 510000 bits a second will do';

const notAVolume = 'is not a volume; 0 to 200 percent will do';
const volume = v.pipe(v.number(notAVolume), v.minValue(0, notAVolume), v.maxValue(200, notAVolume));

const audioSchema = v.strictObject({
  codec: v.optional(choice([...soundCodecs, 'lossless']), 'opus'),
  bitrate: v.optional(
    v.pipe(
      v.number(notABitrate),
      v.minValue(audioBitrate.least, notABitrate),
      v.maxValue(audioBitrate.most, notABitrate),
    ),
    256_000,
  ),
  'frame-ms': v.optional(v.picklist(soundFrameMs, 'is not a length of packets; 2.5, 5 or 10 will do'), 5),
  echo: v.optional(choice(['auto', 'on', 'off']), 'auto'),
  noise: v.optional(choice(['on', 'off']), 'off'),
  gain: v.optional(choice(['on', 'off']), 'off'),
  volume: v.optional(volume, 100),
  'shared-volume': v.optional(volume, 100),
  mute: v.optional(yesOrNo, false),
  'mute-microphone': v.optional(yesOrNo, false),
  ducking: v.optional(choice(['on', 'off']), 'off'),
});

const tables = {
  camera: cameraSchema,
  video: videoSchema,
  screen: screenSchema,
  audio: audioSchema,
} as const;
const tableNames = [...Object.keys(tables), 'life-size'];

/** What holds where no file says anything. */
export const defaultSettings: Settings = readSettings({}, '');

/**
 * Checks a parsed configuration. Throws ConfigError that names file, table and key.
 *
 * @param where in front of every message: the file's name
 */
export function readSettings(parsed: Readonly<Record<string, unknown>>, where: string): Settings {
  const front = where === '' ? '' : `${where}: `;
  const unknown = Object.keys(parsed).find((name) => !tableNames.includes(name));
  if (unknown !== undefined)
    throw new ConfigError(
      `${front}[${unknown}]: is not known; these are: ${tableNames.map((name) => `[${name}]`).join(' ')}`,
    );
  const { 'show-broken': showBroken, ...video } = readTable('video', parsed['video'], front);
  const camera = readTable('camera', parsed['camera'], front);
  const screen = readTable('screen', parsed['screen'], front);
  const {
    codec,
    bitrate,
    'frame-ms': frameMs,
    volume: volumePct,
    'shared-volume': sharedVolumePct,
    'mute-microphone': muteMicrophone,
    ...audio
  } = readTable('audio', parsed['audio'], front);
  return Object.freeze({
    camera: Object.freeze({ ...camera, crop: camera.crop, controls: Object.freeze({ ...camera.controls }) }),
    video: Object.freeze({ ...video, showBroken }),
    screen: Object.freeze({
      ...screen,
      monitor: screen.monitor,
      keystone: screen.keystone,
      crop: screen.crop,
    }),
    audio: Object.freeze({
      ...audio,
      codec: soundCodecOf(codec),
      bitrateBps: bitrate,
      frameMs,
      volumePct,
      sharedVolumePct,
      muteMicrophone,
    }),
    lifeSize: Object.freeze(measuresIn(parsed['life-size'], `${front}[life-size]`)),
  });
}

/** `lossless` is what loses nothing of what devices give. */
export function soundCodecOf(name: SoundCodec | 'lossless'): SoundCodec {
  return name === 'lossless' ? 'pcm24' : name;
}

/** What people may set on the page, as it is before they do. */
export function controlsOf({ audio }: Settings): Controls {
  const { volumePct, sharedVolumePct, mute, ducking, muteMicrophone } = audio;
  return {
    mix: {
      people: { volumePct, muted: mute },
      shared: { volumePct: sharedVolumePct, muted: mute },
      ducking: ducking === 'on',
    },
    muted: muteMicrophone,
  };
}

function readTable<Name extends keyof typeof tables>(
  name: Name,
  table: unknown,
  front: string,
): v.InferOutput<(typeof tables)[Name]> {
  const result = v.safeParse(tables[name], table ?? {});
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  if (path === null || issue.path === undefined) throw new ConfigError(`${front}[${name}]: is not a table`);
  const place = `${front}[${name}] ${path}`;
  const at = issue.path.at(-1)!;
  if (issue.type === 'strict_object') {
    throw new ConfigError(
      `${place}: is not known; these are: ${Object.keys(tables[name].entries).join(' ')}`,
    );
  }
  throw new ConfigError(`${place}: ${JSON.stringify(at.value)} ${issue.message}`);
}

function choice<const Names extends readonly string[]>(names: Names) {
  return v.picklist(names, `is not known; these are: ${names.join(' ')}`);
}
