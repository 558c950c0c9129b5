import { MediaError } from '../error.ts';
import { CHANNELS, SAMPLE_RATE } from './opus.ts';
import type { SoundDecoder, SoundEncoder } from './sound-codec.ts';

/** Bytes of a sample. */
type Depth = 2 | 3;

/** Longest packet that is taken, ms. */
const longestMs = 20;

/** Samples as they are, in 16 or 24 bits, little-endian, rounded to the nearest: for networks that carry 1.5 or 2.3 Mbit/s easily. */
export class PcmEncoder implements SoundEncoder {
  readonly frames: number;
  readonly delayFrames = 0;
  readonly #depth: Depth;
  readonly #packet: Uint8Array;

  constructor(depth: Depth, frameMs: number) {
    this.frames = (SAMPLE_RATE * frameMs) / 1000;
    this.#depth = depth;
    this.#packet = new Uint8Array(this.frames * CHANNELS * depth);
  }

  encode(samples: Float32Array): Uint8Array {
    if (samples.length !== this.frames * CHANNELS) {
      const message = `a packet here has ${this.frames} sample frames in stereo, not ${samples.length / CHANNELS}`;
      throw new MediaError('bad-spec', message);
    }
    const packet = this.#packet;
    const full = 2 ** (8 * this.#depth - 1);
    for (let i = 0, at = 0; i < samples.length; i++) {
      const value = Math.min(Math.max(Math.round(samples[i]! * full), -full), full - 1);
      packet[at++] = value;
      packet[at++] = value >> 8;
      if (this.#depth === 3) packet[at++] = value >> 16;
    }
    return packet;
  }

  close(): void {}

  [Symbol.dispose](): void {}
}

/** The other way. */
export class PcmDecoder implements SoundDecoder {
  readonly #depth: Depth;
  readonly #samples = new Float32Array((SAMPLE_RATE * CHANNELS * longestMs) / 1000);

  constructor(depth: Depth) {
    this.#depth = depth;
  }

  decode(packet: Uint8Array): Float32Array {
    const depth = this.#depth;
    const length = packet.length / depth;
    if (length === 0 || length % CHANNELS !== 0 || length > this.#samples.length) {
      throw new MediaError(
        'corrupt',
        `${packet.length} bytes are no packet of ${8 * depth}-bit samples in stereo`,
      );
    }
    const full = 2 ** (8 * depth - 1);
    // The highest byte is moved to the top, so that its sign is kept on the way down.
    const unused = 8 * (4 - depth);
    for (let i = 0, at = 0; i < length; i++) {
      let value = packet[at++]! | (packet[at++]! << 8);
      if (depth === 3) value |= packet[at++]! << 16;
      this.#samples[i] = ((value << unused) >> unused) / full;
    }
    return this.#samples.subarray(0, length);
  }

  close(): void {}

  [Symbol.dispose](): void {}
}
