import { openOpusDecoder, openOpusEncoder } from './opus.ts';
import { PcmDecoder, PcmEncoder } from './pcm.ts';

/** How sound travels: Opus (RFC 6716), or samples as they are in 16 or 24 bits. */
export type SoundCodec = 'opus' | 'pcm16' | 'pcm24';

/** Length of a packet, ms. */
export type SoundFrameMs = 2.5 | 5 | 10;

export interface SoundEncoderOptions {
  readonly codec: SoundCodec;
  /** Of Opus, at a constant rate: 6,000 to 510,000. The others have what their samples take. */
  readonly bitrateBps: number;
  readonly frameMs: SoundFrameMs;
}

export interface SoundEncoder {
  /** Sample frames that one call takes. */
  readonly frames: number;
  /** Sample frames by which decoded sound lags behind what was encoded. */
  readonly delayFrames: number;
  /**
   * @param samples one packet's worth, interleaved stereo, 48 kHz, -1 to 1; only read during the call
   * @returns one packet, valid until the next `encode` or `close`
   * @throws MediaError `bad-spec` for another number of samples, `encoder` when the codec fails
   */
  encode(samples: Float32Array): Uint8Array;
  close(): void;
  [Symbol.dispose](): void;
}

export interface SoundDecoder {
  /**
   * @param packet only read during the call
   * @returns its samples, interleaved stereo, 48 kHz, valid until the next `decode` or `close`
   * @throws MediaError `corrupt` for a packet that does not decode; the decoder can go on with the next
   */
  decode(packet: Uint8Array): Float32Array;
  close(): void;
  [Symbol.dispose](): void;
}

/** @throws MediaError `bad-spec` for a bitrate out of range, `encoder` when the codec does not open */
export function openSoundEncoder({ codec, bitrateBps, frameMs }: SoundEncoderOptions): SoundEncoder {
  return codec === 'opus'
    ? openOpusEncoder({ bitrateBps, frameMs })
    : new PcmEncoder(codec === 'pcm16' ? 2 : 3, frameMs);
}

/** @throws MediaError `unsupported` when the codec does not open */
export function openSoundDecoder(codec: SoundCodec): SoundDecoder {
  return codec === 'opus' ? openOpusDecoder() : new PcmDecoder(codec === 'pcm16' ? 2 : 3);
}
