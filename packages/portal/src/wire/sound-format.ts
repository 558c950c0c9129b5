import type { SoundCodec, SoundFrameMs } from '@ajar/media';

export const soundCodecs: readonly ['opus', 'pcm16', 'pcm24'] = ['opus', 'pcm16', 'pcm24'];
export const soundFrameMs: readonly [2.5, 5, 10] = [2.5, 5, 10];

/** What a packet of sound holds. */
export interface SoundFormat {
  readonly codec: SoundCodec;
  readonly frameMs: SoundFrameMs;
}

/** The byte in front of every packet of sound, so that whoever hears it needs to know nothing else: codec below, units of 2.5 ms above. */
export function soundFormatByte({ codec, frameMs }: SoundFormat): number {
  return (units.indexOf(frameMs) << 4) | codecs.indexOf(codec);
}

/** undefined for a byte that means nothing to this version. */
export function readSoundFormat(byte: number | undefined): SoundFormat | undefined {
  return byte === undefined ? undefined : formats[byte];
}

const codecs: readonly (SoundCodec | undefined)[] = [undefined, 'opus', 'pcm16', 'pcm24'];
const units: readonly (SoundFrameMs | undefined)[] = [undefined, 2.5, 5, undefined, 10];
const formats: (SoundFormat | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const codec = codecs[byte & 15];
  const frameMs = units[byte >> 4];
  return codec === undefined || frameMs === undefined ? undefined : { codec, frameMs };
});
