/** What a stream may be made of. */
export type VideoCodec = 'h264' | 'hevc' | 'av1';

/** All of them. */
const VIDEO_CODECS: readonly VideoCodec[] = ['h264', 'hevc', 'av1'];

/** What every page is taken to decode until it tells. */
export const DEFAULT_CODECS: readonly VideoCodec[] = ['h264'];

export function isVideoCodec(name: unknown): name is VideoCodec {
  return (VIDEO_CODECS as readonly unknown[]).includes(name);
}

/** What all of these decode, in the order of {@link VIDEO_CODECS}; the default where nobody is. */
export function commonCodecs(lists: readonly (readonly VideoCodec[])[]): readonly VideoCodec[] {
  if (lists.length === 0) return DEFAULT_CODECS;
  return VIDEO_CODECS.filter((codec) => lists.every((list) => list.includes(codec)));
}
