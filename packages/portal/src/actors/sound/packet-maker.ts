import { openSoundEncoder, type SoundEncoder, type SoundFrameMs } from '@ajar/media';
import { BLOCK_FRAMES, BLOCK_SAMPLES, CHANNELS, RATE_HZ } from '@ajar/sound';
import { type SoundFormat, soundFormatByte } from '../../wire/sound-format.ts';
import type { SoundChoice } from './sound-rate.ts';

/** So much of what went before a new encoder of Opus hears before its first packet, so that it goes on where the old one ended: its pitch filter looks back 21 ms. */
const primedUs = 25_000;

/** Makes packets of blocks of 5 ms: two of each, one of each, or one of two. */
export class PacketMaker {
  readonly #frameMs: SoundFrameMs;
  readonly #pending: Float32Array;
  /** The last packets' sound, the oldest first. */
  readonly #before: Float32Array[];
  #encoder: SoundEncoder;
  #choice: SoundChoice;
  /** Of another codec, as soon as this one has faded out and said what it holds back. */
  #next: SoundChoice | undefined;
  #hasFaded = false;
  #fadesIn = false;
  #delayUs = 0;
  #pendingUs = 0;
  #filled = 0;
  readonly #packet = new Uint8Array(1 + maxPacket);

  /** @throws {MediaError} when the codec does not open */
  constructor(format: SoundFormat, bitrateBps: number) {
    this.#frameMs = format.frameMs;
    this.#choice = { codec: format.codec, bitrateBps };
    this.#encoder = this.#open(this.#choice);
    this.#pending = new Float32Array(this.#encoder.frames * CHANNELS);
    const packets = Math.ceil(primedUs / 1000 / format.frameMs);
    this.#before = Array.from({ length: packets }, () => new Float32Array(this.#pending.length));
  }

  /**
   * From here on packets are of another rate or codec. At another rate of Opus sound goes on as if nothing had happened; to another codec one
   * packet fades out, one is silent, and one fades in.
   *
   * @throws {MediaError} when the codec does not open; then it stays as it is
   */
  use(choice: SoundChoice): void {
    const { codec, bitrateBps } = this.#next ?? this.#choice;
    if (choice.codec === codec && (choice.bitrateBps === bitrateBps || codec !== 'opus')) return;
    if (choice.codec === this.#choice.codec && !this.#hasFaded) {
      this.#next = undefined;
      this.#change(choice);
    } else this.#next = choice;
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
      const delayUs = this.#delayUs;
      const packet = this.#encode();
      each(packet, this.#pendingUs - delayUs);
    }
  }

  close(): void {
    this.#encoder.close();
  }

  #encode(): Uint8Array {
    const sound = this.#pending;
    const oldest = this.#before.shift()!;
    oldest.set(sound);
    this.#before.push(oldest);
    if (this.#fadesIn) fade(sound, 0, 1);
    this.#fadesIn = false;
    if (this.#next !== undefined) fade(sound, this.#hasFaded ? 0 : 1, 0);
    const packet = this.#encoder.encode(sound);
    this.#packet[0] = soundFormatByte({ codec: this.#choice.codec, frameMs: this.#frameMs });
    this.#packet.set(packet, 1);
    const whole = this.#packet.subarray(0, 1 + packet.length);
    if (this.#next !== undefined) this.#leave(this.#next);
    return whole;
  }

  #leave(next: SoundChoice): void {
    if (this.#hasFaded) {
      this.#next = undefined;
      this.#fadesIn = true;
      this.#change(next);
    }
    this.#hasFaded = !this.#hasFaded;
  }

  #change(choice: SoundChoice): void {
    const encoder = this.#open(choice);
    if (choice.codec === 'opus' && this.#choice.codec === 'opus')
      for (const sound of this.#before) encoder.encode(sound);
    this.#encoder.close();
    this.#encoder = encoder;
    this.#choice = choice;
  }

  #open({ codec, bitrateBps }: SoundChoice): SoundEncoder {
    const encoder = openSoundEncoder({ codec, bitrateBps, frameMs: this.#frameMs });
    this.#delayUs = (encoder.delayFrames * 1e6) / RATE_HZ;
    return encoder;
  }
}

/** Interleaved stereo, from one gain to another. */
function fade(sound: Float32Array, from: number, to: number): void {
  for (let at = 0; at < sound.length; at++) sound[at]! *= from + ((to - from) * at) / sound.length;
}

/** 10 ms in 24 bits. */
const maxPacket = 2 * BLOCK_FRAMES * CHANNELS * 3;
