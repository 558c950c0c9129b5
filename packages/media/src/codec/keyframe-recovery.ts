import { isKeyframe, type VideoCodec } from './video-codec.ts';

/** Knows whether the next decoded picture is whole. */
export interface Recovery {
  /** The access unit that `next` saw last is one from which a decoder can start. */
  readonly keyframe: boolean;
  /** The access unit that `next` saw last has another parameter set than those before. */
  readonly sequenceChanged: boolean;
  /** Something is missing before the next access unit, or the last one did not decode. */
  lost(): void;
  /** Takes the next access unit: true when its picture will be whole, provided that it decodes without error. */
  next(data: Uint8Array): boolean;
}

/** For streams that nothing but a keyframe heals. Gaps are seen only by those who say `lost()`. */
export class KeyframeRecovery implements Recovery {
  readonly sequenceChanged = false;
  readonly #codec: VideoCodec;
  keyframe = false;
  #whole = false;

  constructor(codec: VideoCodec) {
    this.#codec = codec;
  }

  lost(): void {
    this.#whole = false;
  }

  next(data: Uint8Array): boolean {
    this.keyframe = isKeyframe(data, this.#codec);
    if (this.keyframe) this.#whole = true;
    return this.#whole;
  }
}
