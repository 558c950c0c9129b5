import { findSequenceHeader, parseSequenceHeader } from '../av1/sequence-header.ts';
import { findNal, NAL_SEQUENCE_PARAMETERS } from '../h264/annex-b.ts';
import { parseSequenceParameters, type SequenceParameters } from '../h264/sequence-parameters.ts';
import { findHevcParameters, parseHevcParameters } from '../hevc/sequence-parameters.ts';
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
    const format = formatOf(keyframe);
    const parameters = format.find(keyframe);
    if (parameters === undefined) return false;
    if (this.#codec !== '' && Buffer.compare(parameters, this.#parameters) === 0) return true;
    const read = format.parse(parameters);
    if (read === undefined) return false;
    this.#parameters = parameters.slice();
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

/** How one codec says what it is. */
interface Format {
  readonly find: (keyframe: Uint8Array) => Uint8Array | undefined;
  readonly parse: (parameters: Uint8Array) => SequenceParameters | undefined;
}

/**
 * Told by the first NAL unit, since a byte of a slice may look like anything: HEVC's header of layer 0 is an even byte with a
 * type above 31, which H.264 does not have in a keyframe's head; OBUs have no start code.
 */
function formatOf(keyframe: Uint8Array): Format {
  if (keyframe[0] !== 0 || keyframe[1] !== 0) return AV1;
  const first = keyframe.indexOf(1, 2) + 1;
  const header = keyframe[first] ?? 0;
  return HEVC_HEADERS.has(header) && keyframe[first + 1] === 1 ? HEVC : H264;
}

/** Parameter sets, access unit delimiter and messages: types 32…35 and 39, in the byte's bits 6 to 1. */
const HEVC_HEADERS: ReadonlySet<number> = new Set([0x40, 0x42, 0x44, 0x46, 0x4e]);

const H264: Format = {
  find: (keyframe) => findNal(keyframe, NAL_SEQUENCE_PARAMETERS),
  parse: parseSequenceParameters,
};
const HEVC: Format = { find: findHevcParameters, parse: parseHevcParameters };
const AV1: Format = { find: findSequenceHeader, parse: parseSequenceHeader };
