import type { LinkState, LinkStats } from '@ajar/link';
import type { Loudness, Mix } from '@ajar/sound';
import type { CameraReport } from '../actors/camera.ts';
import type { SoundReport } from '../actors/sound.ts';
import type { LatencyMs } from './latency-window.ts';
import type { PictureReport, StagesMs } from './picture-ledger.ts';

/** State of a portal: its link's, or that it has not come that far. */
export type PortalState = 'starting' | Exclude<LinkState, 'closed'>;

/** What the screen's process reports: the ledger, and what only the whole path knows. */
export interface ScreenReport extends PictureReport {
  /** Where pictures go, and how. */
  readonly target: string;
  readonly size: string | null;
  /** Frames that could not be decoded because something before them was missing. */
  readonly undecodable: number;
  /** Frames decoded with something missing, and not shown. */
  readonly broken: number;
  /** Frames decoded, but replaced by a newer one before they were shown. */
  readonly late: number;
  /** Median of what pictures waited for the sound, ms. */
  readonly heldMs: number;
  /** Capture-to-screen latency by tenths of a second: [Unix ms, median ms]. */
  readonly points: readonly (readonly [number, number])[];
}

/** One line of `--stats`. A value that is not known is null, never 0. */
export interface Stats {
  readonly t: number;
  readonly portal: string;
  readonly peer: string | null;
  readonly state: PortalState;
  readonly uptimeS: number;
  readonly video: {
    readonly tx: {
      readonly size: string | null;
      readonly fps: number | null;
      readonly bitrate: number | null;
      readonly frames: number | null;
      readonly dropped: number | null;
      readonly keyframes: number | null;
      readonly encoder: string | null;
      /** What the source gives, why less is made of it (`path` or `machine`), and why pictures were not sent. */
      readonly sourceSize: string | null;
      readonly sourceFps: number | null;
      readonly limit: CameraReport['limit'];
      readonly dropReasons: CameraReport['dropReasons'] | null;
    };
    readonly rx: {
      readonly size: string | null;
      readonly fps: number | null;
      readonly frames: number | null;
      readonly lost: number | null;
      readonly late: number | null;
      /** Why pictures that arrived were not shown. Totals. */
      readonly dropReasons: {
        readonly broken: number;
        readonly overtaken: number;
        readonly undecodable: number;
      } | null;
      readonly freezes: number | null;
      readonly freezeMs: number | null;
      readonly latencyMs: LatencyMs | null;
      readonly stagesMs: StagesMs | null;
      /** Of the latency, what pictures waited for the sound, which is later; in none of the stages. */
      readonly heldMs: number | null;
    };
  };
  readonly audio: {
    readonly tx: SoundReport['tx'] & {
      /** Whether this room's microphone is muted: what is sent of it is silence. */
      readonly muted: boolean;
    };
    readonly rx: Omit<SoundReport['rx'], 'limitedDb'> & {
      readonly limitedDb: number | null;
      /** How this room is set to hear the other one. */
      readonly mix: Mix;
    };
    readonly skewMs: number | null;
  };
  readonly link: LinkStats | null;
  readonly process: {
    readonly cpuPct: number | null;
    readonly rssBytes: number | null;
    readonly loopP99Ms: number | null;
  };
}

/** What the parts of a portal last reported; undefined while a part is not there. */
export interface Reports {
  camera?: CameraReport | undefined;
  screen?: ScreenReport | undefined;
  sound?: SoundReport | undefined;
  link?: { stats: LinkStats; lostPictures: number } | undefined;
}

/** What a portal knows of itself. */
export interface PortalFacts {
  readonly unixS: number;
  readonly name: string;
  readonly peer: string | null;
  readonly state: PortalState;
  readonly uptimeS: number;
  readonly mix: Mix;
  readonly muted: boolean;
  /** Of all its processes. */
  readonly vitals: readonly { cpuPct: number; rssBytes: number; loopP99Ms: number }[];
}

/** Puts the reports together into one line of `--stats`. */
export function assembleStats(facts: PortalFacts, { camera, screen, sound, link }: Reports): Stats {
  const latencyMs = screen?.latencyMs ?? null;
  const heard = sound?.rx.latencyMs ?? null;
  return {
    t: facts.unixS,
    portal: facts.name,
    peer: facts.peer,
    state: facts.state,
    uptimeS: facts.uptimeS,
    video: {
      tx: {
        size: camera?.size ?? null,
        fps: camera?.fps ?? null,
        bitrate: camera?.bitrate ?? null,
        frames: camera?.frames ?? null,
        dropped: camera?.dropped ?? null,
        keyframes: camera?.keyframes ?? null,
        encoder: camera?.encoder ?? null,
        sourceSize: camera?.sourceSize ?? null,
        sourceFps: camera?.sourceFps ?? null,
        limit: camera?.limit ?? null,
        dropReasons: camera?.dropReasons ?? null,
      },
      rx: {
        size: screen?.size ?? null,
        fps: screen?.fps ?? null,
        frames: screen?.frames ?? null,
        lost:
          link === undefined || screen === undefined
            ? null
            : link.lostPictures + screen.undecodable + screen.broken,
        late: screen?.late ?? null,
        dropReasons: screen
          ? { broken: screen.broken, overtaken: screen.late, undecodable: screen.undecodable }
          : null,
        freezes: screen?.freezes ?? null,
        freezeMs: screen?.freezeMs ?? null,
        latencyMs,
        stagesMs: screen ? stagesOf(screen) : null,
        heldMs: screen?.heldMs ?? null,
      },
    },
    audio: {
      tx: {
        bitrate: sound?.tx.bitrate ?? null,
        level: sound?.tx.level ?? null,
        peak: sound?.tx.peak ?? null,
        loudness: sound?.tx.loudness ?? unknownLoudness,
        erleDb: sound?.tx.erleDb ?? null,
        erlDb: sound?.tx.erlDb ?? null,
        echoDelayMs: sound?.tx.echoDelayMs ?? null,
        muted: facts.muted,
      },
      rx: {
        latencyMs: heard,
        bufferMs: sound?.rx.bufferMs ?? null,
        concealedMs: sound?.rx.concealedMs ?? null,
        driftPpm: sound?.rx.driftPpm ?? null,
        level: sound?.rx.level ?? null,
        peak: sound?.rx.peak ?? null,
        loudness: sound?.rx.loudness ?? unknownLoudness,
        limitedDb: sound?.rx.limitedDb ?? null,
        shared: sound?.rx.shared ?? null,
        mix: facts.mix,
        broken: sound?.rx.broken ?? null,
      },
      skewMs: heard === null || latencyMs === null ? null : heard.p50 - latencyMs.p50,
    },
    link: link?.stats ?? null,
    process: processStats(facts.vitals),
  };
}

/** Pictures wait after they have arrived and before they are decoded. */
function stagesOf({ stagesMs, heldMs }: ScreenReport): StagesMs {
  const { decode } = stagesMs;
  return { ...stagesMs, decode: decode === null ? null : Math.max(0, decode - heldMs) };
}

const unknownLoudness: Loudness = { momentaryLufs: null, shortTermLufs: null };

function processStats(vitals: PortalFacts['vitals']): Stats['process'] {
  if (vitals.length === 0) return { cpuPct: null, rssBytes: null, loopP99Ms: null };
  return {
    cpuPct: sum(vitals.map((each) => each.cpuPct)),
    rssBytes: sum(vitals.map((each) => each.rssBytes)),
    loopP99Ms: Math.max(...vitals.map((each) => each.loopP99Ms)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
