import { type Mix, parseMix } from './mix.ts';
import { type Fields, fieldsIn, fieldsOf, numberIn, textIn } from './narrow.ts';

/** The states that a door can be in, in the words of the stats object. */
export type DoorState = 'connecting' | 'open' | 'reconnecting' | 'closed';

/** A figure of the stats object: null when it is not known. */
export type Figure = number | null;

/** Times of the last second, in ms. */
export interface LatencyMs {
  readonly p50: Figure;
  readonly p95: Figure;
  readonly p99: Figure;
  readonly max: Figure;
}

/** The stages between capture and screen, in the order in which a frame passes them. */
export const STAGES = ['encode', 'pace', 'network', 'assemble', 'decode', 'present'] as const;
export type Stage = (typeof STAGES)[number];

/** What keeps a portal from sending all that its camera gives. */
export type Limit = 'path' | 'machine';

/** How loud sound is: the largest magnitude of the last 400 ms in dBFS, and loudness over 400 ms and 3 s. */
export interface Levels {
  readonly peak: Figure;
  readonly loudness: Readonly<Record<'momentaryLufs' | 'shortTermLufs', Figure>>;
}

/** One portal's stats: what it sends (`tx`) and what it receives and shows (`rx`). Units are in the names; bytes and frames are totals. */
export interface PortalStats {
  readonly state: DoorState;
  readonly peer: string | null;
  readonly uptimeS: Figure;
  readonly video: {
    /** `sourceSize` and `sourceFps` are what the camera gives, `limit` why less is sent; null when it is not less. */
    readonly tx: Readonly<
      Record<'fps' | 'bitrate' | 'frames' | 'dropped' | 'keyframes' | 'sourceFps', Figure>
    > &
      Readonly<Record<'size' | 'encoder' | 'sourceSize', string | null>> & {
        readonly limit: Limit | null;
        /** Why pictures were not sent. */
        readonly dropReasons: Readonly<Record<(typeof SENT_DROPS)[number], Figure>>;
      };
    readonly rx: Readonly<Record<'fps' | 'frames' | 'lost' | 'freezes' | 'freezeMs', Figure>> & {
      readonly size: string | null;
      /** Why pictures that arrived were not shown. */
      readonly dropReasons: Readonly<Record<(typeof SHOWN_DROPS)[number], Figure>>;
      readonly latencyMs: LatencyMs;
      readonly stagesMs: Readonly<Record<Stage, Figure>>;
    };
  };
  readonly audio: {
    readonly tx: Readonly<Record<'bitrate' | 'level' | 'erleDb', Figure>> &
      Levels & {
        /** Whether the portal's own microphone is muted; null while it is not known. */
        readonly muted: boolean | null;
      };
    readonly rx: Readonly<Record<'bufferMs' | 'concealedMs' | 'driftPpm' | 'level' | 'limitedDb', Figure>> &
      Levels & {
        readonly latencyMs: LatencyMs;
        /** Whether the other room shares a film or music. */
        readonly isShared: boolean;
        /** How the other room is heard; null while it is not known. */
        readonly mix: Mix | null;
      };
    readonly skewMs: Figure;
  };
  readonly link: Readonly<Record<(typeof LINK_FIGURES)[number], Figure>> & { readonly path: string | null };
  readonly process: Readonly<Record<'cpuPct' | 'rssBytes' | 'loopP99Ms', Figure>>;
}

const SENT_DROPS = ['late', 'broken', 'rate', 'refused'] as const;
const SHOWN_DROPS = ['broken', 'overtaken', 'undecodable'] as const;

const LINK_FIGURES = [
  'rttMs',
  'offsetMs',
  'lossPct',
  'targetBps',
  'sentBytes',
  'receivedBytes',
  'mediaBytes',
  'fecBytes',
  'repairBytes',
  'controlBytes',
  'migrations',
] as const;

/** Reads a stats object. What is missing or of another type is null; undefined when there is no state that the page knows. */
export function parseStats(value: unknown): PortalStats | undefined {
  const fields = fieldsOf(value);
  const state = stateOf(fields['state']);
  if (state === undefined) return undefined;
  const video = fieldsIn(fields, 'video');
  const audio = fieldsIn(fields, 'audio');
  const [videoTx, videoRx] = [fieldsIn(video, 'tx'), fieldsIn(video, 'rx')];
  const [audioTx, audioRx] = [fieldsIn(audio, 'tx'), fieldsIn(audio, 'rx')];
  const link = fieldsIn(fields, 'link');
  return {
    state,
    peer: textIn(fields, 'peer'),
    uptimeS: numberIn(fields, 'uptimeS'),
    video: {
      tx: {
        size: textIn(videoTx, 'size'),
        encoder: textIn(videoTx, 'encoder'),
        sourceSize: textIn(videoTx, 'sourceSize'),
        limit: limitOf(videoTx['limit']),
        dropReasons: figures(fieldsIn(videoTx, 'dropReasons'), SENT_DROPS),
        ...figures(videoTx, ['fps', 'bitrate', 'frames', 'dropped', 'keyframes', 'sourceFps']),
      },
      rx: {
        size: textIn(videoRx, 'size'),
        ...figures(videoRx, ['fps', 'frames', 'lost', 'freezes', 'freezeMs']),
        dropReasons: figures(fieldsIn(videoRx, 'dropReasons'), SHOWN_DROPS),
        latencyMs: latencyOf(videoRx),
        stagesMs: figures(fieldsIn(videoRx, 'stagesMs'), STAGES),
      },
    },
    audio: {
      tx: {
        ...figures(audioTx, ['bitrate', 'level', 'erleDb']),
        ...levelsOf(audioTx),
        muted: typeof audioTx['muted'] === 'boolean' ? audioTx['muted'] : null,
      },
      rx: {
        ...figures(audioRx, ['bufferMs', 'concealedMs', 'driftPpm', 'level', 'limitedDb']),
        ...levelsOf(audioRx),
        isShared: typeof audioRx['shared'] === 'object' && audioRx['shared'] !== null,
        mix: parseMix(audioRx['mix']),
        latencyMs: latencyOf(audioRx),
      },
      skewMs: numberIn(audio, 'skewMs'),
    },
    link: { ...figures(link, LINK_FIGURES), path: textIn(link, 'path') },
    process: figures(fieldsIn(fields, 'process'), ['cpuPct', 'rssBytes', 'loopP99Ms']),
  };
}

function stateOf(value: unknown): DoorState | undefined {
  switch (value) {
    case 'connecting':
    case 'open':
    case 'reconnecting':
    case 'closed':
      return value;
    default:
      return undefined;
  }
}

function limitOf(value: unknown): Limit | null {
  return value === 'path' || value === 'machine' ? value : null;
}

function latencyOf(fields: Fields): LatencyMs {
  return figures(fieldsIn(fields, 'latencyMs'), ['p50', 'p95', 'p99', 'max']);
}

function levelsOf(fields: Fields): Levels {
  return {
    peak: numberIn(fields, 'peak'),
    loudness: figures(fieldsIn(fields, 'loudness'), ['momentaryLufs', 'shortTermLufs']),
  };
}

function figures<K extends string>(fields: Fields, keys: readonly K[]): Record<K, Figure> {
  const found = {} as Record<K, Figure>;
  for (const key of keys) found[key] = numberIn(fields, key);
  return found;
}
