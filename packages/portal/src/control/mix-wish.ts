import type { Mix, TrackVolume } from '@ajar/sound';

/** Other volumes for those tracks that are named. */
export interface MixChange {
  readonly people?: Partial<TrackVolume> | undefined;
  readonly shared?: Partial<TrackVolume> | undefined;
  readonly ducking?: boolean | undefined;
}

/** What a page may ask of how one of its portals hears the other room. */
export interface MixWish {
  readonly type: 'mix';
  readonly id: string;
  readonly mix: MixChange;
}

/** A mix with what is changed in it. */
export function changedMix(mix: Mix, { people, shared, ducking }: MixChange): Mix {
  return {
    people: { ...mix.people, ...people },
    shared: { ...mix.shared, ...shared },
    ducking: ducking ?? mix.ducking,
  };
}
