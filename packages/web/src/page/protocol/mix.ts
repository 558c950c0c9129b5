import { fieldsIn, fieldsOf, numberIn } from './narrow.ts';

/** How loud a track is played: percent of what was sent, 0 to 200. */
export interface TrackVolume {
  readonly volumePct: number;
  readonly muted: boolean;
}
export type TrackPatch = Partial<TrackVolume>;

/** How a portal hears the other room. */
export interface Mix {
  /** What its people say. */
  readonly people: TrackVolume;
  /** A film or music that it shares. */
  readonly shared: TrackVolume;
  /** Whether what is shared gives way while people talk. */
  readonly ducking: boolean;
}

/** What of a {@link Mix} the page may change at once. */
export interface MixPatch {
  readonly people?: TrackPatch;
  readonly shared?: TrackPatch;
  readonly ducking?: boolean;
}

/** Reads a mix; null when something of it is missing. */
export function parseMix(value: unknown): Mix | null {
  const fields = fieldsOf(value);
  const [people, shared] = [volumeIn(fields, 'people'), volumeIn(fields, 'shared')];
  if (people === null || shared === null) return null;
  return { people, shared, ducking: fields['ducking'] === true };
}

/** The message that changes how a portal hears the other room. */
export function mixMessage(id: string, mix: MixPatch): string {
  return JSON.stringify({ type: 'mix', id, mix });
}

/** The message that mutes a portal's own microphone, or lets it be heard again. */
export function microphoneMessage(id: string, muted: boolean): string {
  return JSON.stringify({ type: 'microphone', id, muted });
}

/** One patch after another, as one. */
export function joinMixPatches(first: MixPatch | undefined, then: MixPatch): MixPatch {
  const joined = { ...first, ...then };
  if (first?.people && then.people) joined.people = { ...first.people, ...then.people };
  if (first?.shared && then.shared) joined.shared = { ...first.shared, ...then.shared };
  return joined;
}

function volumeIn(fields: Readonly<Record<string, unknown>>, key: string): TrackVolume | null {
  const volume = fieldsIn(fields, key);
  const volumePct = numberIn(volume, 'volumePct');
  return volumePct === null ? null : { volumePct, muted: volume['muted'] === true };
}
