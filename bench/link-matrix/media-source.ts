import { Random } from '@ajar/netlab';

/** What a camera and its encoder hand in. */
export interface SourceOptions {
  readonly fps: number;
  /** Bits of encoded pictures a second; the most where the encoder follows a target. */
  readonly bitrateBps: number;
}

/** Spread of the sizes of pictures (of their logarithm), and how much one resembles the one before. */
const sizeSpread = 0.2;
const likeness = 0.8;
/** A keyframe would be so much larger, if the rate control let it. */
const keyframeRatio = 4;
/** The buffer that the rate control models holds so many pictures of mean size: no picture is larger. */
const bufferPictures = 1.5;
/** The buffer fills a little faster than it is emptied on average, as that of an encoder does which is allowed its bitrate. */
const fillRatio = 1.4;
const fewestBytes = 200;

/**
 * Sizes of encoded pictures, as software encoders with a tight rate control make them: lognormal about the mean, each resembling the
 * one before, keyframes larger, all of them bounded by a buffer of one and a half pictures (ISO/IEC 14496-10 annex C).
 */
export class MediaSource {
  readonly fps: number;
  /** What the encoder has been told to make from the next picture on. */
  bitrateBps: number;
  /** The next picture has to stand by itself. */
  keyframeWanted = true;
  readonly #random: Random;
  #mood = 0;
  /** Fill of the buffer, in pictures of mean size. */
  #room = bufferPictures;

  constructor(seed: number, { fps, bitrateBps }: SourceOptions) {
    this.#random = new Random(seed, 10);
    this.fps = fps;
    this.bitrateBps = bitrateBps;
  }

  /** Whether the next picture is a keyframe; asking answers the wish for one. */
  takeKeyframe(): boolean {
    const wanted = this.keyframeWanted;
    this.keyframeWanted = false;
    return wanted;
  }

  /** Bytes of the next picture. */
  nextBytes(keyframe: boolean): number {
    this.#mood = this.#mood * likeness + this.#random.normal() * Math.sqrt(1 - likeness * likeness);
    const wish = Math.exp(sizeSpread * this.#mood - sizeSpread ** 2 / 2) * (keyframe ? keyframeRatio : 1);
    const pictures = Math.min(wish, this.#room);
    this.#room = Math.min(bufferPictures, this.#room - pictures + fillRatio);
    return Math.max(fewestBytes, Math.round((pictures * this.bitrateBps) / 8 / this.fps));
  }
}
