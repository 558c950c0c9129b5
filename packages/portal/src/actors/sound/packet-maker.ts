import { openSoundEncoder, type SoundEncoder } from '@ajar/media';
import { BLOCK_FRAMES, BLOCK_SAMPLES, CHANNELS, RATE_HZ } from '@ajar/sound';
import { type SoundFormat, soundFormatByte } from '../../wire/sound-format.ts';

/** Makes packets of blocks of 5 ms: two of each, one of each, or one of two. */
export class PacketMaker {
  readonly #encoder: SoundEncoder;
  readonly #pending: Float32Array;
  readonly #delayUs: number;
  #pendingUs = 0;
  #filled = 0;
  readonly #packet = new Uint8Array(1 + maxPacket);

  /** @throws {MediaError} when the codec does not open */
  constructor(format: SoundFormat, bitrateBps: number) {
    this.#encoder = openSoundEncoder({ ...format, bitrateBps });
    this.#pending = new Float32Array(this.#encoder.frames * CHANNELS);
    this.#delayUs = (this.#encoder.delayFrames * 1e6) / RATE_HZ;
    this.#packet[0] = soundFormatByte(format);
  }

  /**
   * @param each is called with each packet that is ready, valid during the call, and with when the first sample that
   * will be decoded from it was captured: the codec's own delay is accounted for
   * @throws {MediaError} `encoder`
   */
  add(block: Float32Array, capturedUs: number, each: (packet: Uint8Array, capturedUs: number) => void): void {
    const samples = this.#pending.length;
    for (let at = 0; at < BLOCK_SAMPLES; ) {
      if (this.#filled === 0) this.#pendingUs = capturedUs + ((at / CHANNELS) * 1e6) / RATE_HZ;
      const some = Math.min(samples - this.#filled, BLOCK_SAMPLES - at);
      this.#pending.set(block.subarray(at, at + some), this.#filled);
      this.#filled += some;
      at += some;
      if (this.#filled < samples) return;
      this.#filled = 0;
      const packet = this.#encoder.encode(this.#pending);
      this.#packet.set(packet, 1);
      each(this.#packet.subarray(0, 1 + packet.length), this.#pendingUs - this.#delayUs);
    }
  }

  close(): void {
    this.#encoder.close();
  }
}

/** 10 ms in 24 bits. */
const maxPacket = 2 * BLOCK_FRAMES * CHANNELS * 3;
