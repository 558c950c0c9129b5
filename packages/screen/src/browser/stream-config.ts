import { findNal, NAL_SEQUENCE_PARAMETERS } from '../h264/annex-b.ts';
import { parseSequenceParameters } from '../h264/sequence-parameters.ts';
import type { EncodedInfo } from '../screen.ts';

/** What a page needs to know of the stream before it decodes, kept up to date from its keyframes. */
export class StreamConfig {
  #parameters: Uint8Array = new Uint8Array(0);
  #codec = '';
  #width = 0;
  #height = 0;

  /** The `config` message; empty before the first readable keyframe. The same text means the same decoder. */
  text = '';

  /** Takes a keyframe. Returns false, keeping what was known, when it does not say what it is. */
  update(keyframe: Uint8Array, info: EncodedInfo): boolean {
    if (info.codec !== undefined) {
      this.#set(info.codec, info.width ?? this.#width, info.height ?? this.#height);
      return true;
    }
    const nal = findNal(keyframe, NAL_SEQUENCE_PARAMETERS);
    if (nal === undefined) return false;
    if (this.#codec !== '' && Buffer.compare(nal, this.#parameters) === 0) return true;
    const read = parseSequenceParameters(nal);
    if (read === undefined) return false;
    this.#parameters = nal.slice();
    this.#set(read.codec, read.width, read.height);
    return true;
  }

  #set(codec: string, width: number, height: number): void {
    if (codec === this.#codec && width === this.#width && height === this.#height) return;
    this.#codec = codec;
    this.#width = width;
    this.#height = height;
    this.text = JSON.stringify({ type: 'config', codec, width, height });
  }
}
