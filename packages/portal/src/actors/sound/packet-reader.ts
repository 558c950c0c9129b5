import { openSoundDecoder, type SoundCodec, type SoundDecoder } from '@ajar/media';
import { readSoundFormat } from '../../wire/sound-format.ts';

/** Decodes packets of sound, of whatever codec each is. A codec is opened with its first packet. */
export class PacketReader {
  readonly #decoders = new Map<SoundCodec, SoundDecoder>();

  /** Duration of a packet in µs; undefined for one of another version. */
  durationUs(packet: Uint8Array): number | undefined {
    const format = readSoundFormat(packet[0]);
    return format === undefined ? undefined : format.frameMs * 1000;
  }

  /**
   * @returns its samples, valid until the next call
   * @throws {Error} for what cannot be decoded; the next packet can
   */
  decode(packet: Uint8Array): Float32Array {
    const format = readSoundFormat(packet[0]);
    if (format === undefined) throw new Error('a packet of another version');
    let decoder = this.#decoders.get(format.codec);
    if (decoder === undefined) {
      decoder = openSoundDecoder(format.codec);
      this.#decoders.set(format.codec, decoder);
    }
    return decoder.decode(packet.subarray(1));
  }

  close(): void {
    for (const decoder of this.#decoders.values()) decoder.close();
  }
}
