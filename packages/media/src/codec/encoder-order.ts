import { platform as thisPlatform } from 'node:process';
import { KNOWN_ENCODERS } from './known-encoders.ts';
import type { VideoCodec } from './video-codec.ts';

/** One that may be tried. */
export interface EncoderChoice {
  /** FFmpeg's name of it. */
  readonly name: string;
  readonly codec: VideoCodec;
  readonly hardware: boolean;
}

/**
 * - `auto`: hardware, and software where there is none or where it can't keep pictures to their share
 * - `hardware`: any hardware, and software where there is none
 * - `software`: no hardware
 * - FFmpeg's name of one: that one, and where it fails the others as with `auto`
 */
export type EncoderPreference = 'auto' | 'hardware' | 'software' | (string & {});

export interface EncoderOrderOptions {
  /** What the peer decodes, and the settings allow. */
  readonly codecs: readonly VideoCodec[];
  /** Default `auto`. */
  readonly prefer?: EncoderPreference;
  /** Names that are left out: they failed before. */
  readonly exclude?: readonly string[];
  /** Of Node's names. Default: this one. */
  readonly platform?: string;
}

/** Encoders to be tried, the best first. Which of them are there at all is not known before they are tried. */
export function encoderOrder(options: EncoderOrderOptions): readonly EncoderChoice[] {
  const { codecs, prefer = 'auto', exclude = [], platform = thisPlatform } = options;
  const order = KNOWN_ENCODERS.filter(
    (known) =>
      codecs.includes(known.codec) &&
      !exclude.includes(known.name) &&
      (known.platforms === undefined || known.platforms.includes(platform)) &&
      !(prefer === 'software' && known.hardware),
  ).map(({ name, codec, hardware }): EncoderChoice => ({ name, codec, hardware }));
  const named = order.findIndex(({ name }) => name === prefer);
  if (named > 0) order.unshift(...order.splice(named, 1));
  return order;
}
