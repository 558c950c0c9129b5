import type { AVSampleFormat } from 'node-av/constants';
import { AV_CHANNEL_LAYOUT_STEREO, AV_CHANNEL_ORDER_UNSPEC, AV_SAMPLE_FMT_FLT } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { SoftwareResampleContext } from 'node-av/lib';
import { MediaError } from '../error.ts';
import { errorText } from './ffmpeg.ts';
import { CHANNELS, SAMPLE_RATE } from './opus.ts';

/** Turns decoded sound of any rate, format and layout into interleaved stereo at 48 kHz; follows when these change on the way. */
export class Resampler {
  #context: SoftwareResampleContext | undefined;
  #rate = 0;
  #format: AVSampleFormat | undefined;
  #channels = 0;
  #output: Buffer = Buffer.alloc(0);

  /**
   * @returns samples, interleaved stereo, valid until the next call; fewer or more than came in
   * @throws MediaError `unsupported` when FFmpeg cannot convert this sound
   */
  convert(frame: Frame): Float32Array {
    if (!this.#context || !this.#fits(frame)) this.#open(frame);
    const planes = frame.extendedData;
    if (!planes || planes.length === 0) return NOTHING;
    return this.#run(planes, frame.nbSamples);
  }

  /** What the filter still holds, to be called at the end of a stream; the next `convert` begins a new one. */
  flush(): Float32Array {
    if (!this.#context) return NOTHING;
    const rest = this.#run(null, 0);
    this.close();
    return rest;
  }

  close(): void {
    this.#context?.free();
    this.#context = undefined;
  }

  #fits(frame: Frame): boolean {
    return (
      frame.sampleRate === this.#rate && frame.format === this.#format && frame.channels === this.#channels
    );
  }

  #open(frame: Frame): void {
    this.close();
    this.#rate = frame.sampleRate;
    this.#format = frame.format as AVSampleFormat;
    this.#channels = frame.channels;
    const given = frame.channelLayout;
    const mask = DEFAULT_MASKS[this.#channels];
    const isUnknown = given.order === AV_CHANNEL_ORDER_UNSPEC && mask !== undefined;
    const layout = isUnknown ? { nbChannels: this.#channels, order: NATIVE_ORDER, mask } : given;
    const context = new SoftwareResampleContext();
    const set = context.allocSetOpts2(
      AV_CHANNEL_LAYOUT_STEREO,
      AV_SAMPLE_FMT_FLT,
      SAMPLE_RATE,
      layout,
      this.#format,
      this.#rate,
    );
    // Folding six channels into two must not exceed full scale.
    const limited = set < 0 ? set : context.setOption('rematrix_maxval', '1');
    const status = limited < 0 ? limited : context.init();
    if (status < 0) {
      context.free();
      const what = `${this.#channels} channels at ${this.#rate} Hz`;
      throw new MediaError('unsupported', `sound of ${what} cannot be resampled: ${errorText(status)}`);
    }
    this.#context = context;
  }

  #run(planes: Buffer[] | null, frames: number): Float32Array {
    const context = this.#context!;
    const room = context.getOutSamples(frames) + 32;
    const bytes = room * CHANNELS * Float32Array.BYTES_PER_ELEMENT;
    if (this.#output.length < bytes) this.#output = Buffer.from(new ArrayBuffer(bytes));
    const made = context.convertSync([this.#output], room, planes, frames);
    if (made < 0) throw new MediaError('unsupported', `sound cannot be resampled: ${errorText(made)}`);
    return new Float32Array(this.#output.buffer, 0, made * CHANNELS);
  }
}

const NOTHING: Float32Array = new Float32Array(0);
const NATIVE_ORDER = AV_CHANNEL_LAYOUT_STEREO.order;
/** The usual speakers of 1 to 8 channels, where a file doesn't name them (bits as in WAVEFORMATEXTENSIBLE). */
const DEFAULT_MASKS: readonly (bigint | undefined)[] = [
  undefined,
  0x4n,
  0x3n,
  0x7n,
  0x33n,
  0x37n,
  0x3fn,
  0x70fn,
  0x63fn,
];
