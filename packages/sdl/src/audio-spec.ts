/** What SDL and the hardware agreed on. */
export interface GrantedAudio {
  /** Sample rate in Hz and channels of the queue, as asked for. */
  readonly rateHz: number;
  readonly channels: number;
  /** Sample frames that go to or come from the hardware at once. */
  readonly bufferFrames: number;
  /** SDL's name of the sound system. */
  readonly driver: string;
}

/** An SDL_AudioSpec for 32-bit floats and no callback. */
export function encodeAudioSpec(spec: {
  readonly rateHz: number;
  readonly channels: number;
  readonly bufferFrames: number;
}): Uint8Array {
  const bytes = new Uint8Array(AUDIO_SPEC_BYTES);
  const view = new DataView(bytes.buffer);
  view.setInt32(FREQUENCY_AT, spec.rateHz, LITTLE_ENDIAN);
  view.setUint16(FORMAT_AT, LITTLE_ENDIAN ? AUDIO_F32LSB : AUDIO_F32MSB, LITTLE_ENDIAN);
  view.setUint8(CHANNELS_AT, spec.channels);
  view.setUint16(SAMPLES_AT, spec.bufferFrames, LITTLE_ENDIAN);
  return bytes;
}

export function decodeAudioSpec(bytes: Uint8Array, driver: string): GrantedAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    rateHz: view.getInt32(FREQUENCY_AT, LITTLE_ENDIAN),
    channels: view.getUint8(CHANNELS_AT),
    bufferFrames: view.getUint16(SAMPLES_AT, LITTLE_ENDIAN),
    driver,
  };
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

// SDL_AudioSpec: rate, format, channels, silence, samples, padding, size, then two pointers.
const AUDIO_SPEC_BYTES = 32;
const FREQUENCY_AT = 0;
const FORMAT_AT = 4;
const CHANNELS_AT = 6;
const SAMPLES_AT = 8;
const AUDIO_F32LSB = 0x8120;
const AUDIO_F32MSB = 0x9120;
