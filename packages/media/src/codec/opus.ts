import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_SAMPLE_FMT_FLT,
  FF_DECODER_LIBOPUS,
  FF_ENCODER_LIBOPUS,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib';
import { MediaError } from '../error.ts';
import { errorText, openCodec } from './ffmpeg.ts';

/** Sample frames a second, everywhere in Ajar. */
export const SAMPLE_RATE = 48_000;
/** Left and right, interleaved. */
export const CHANNELS = 2;
/** Sample frames by which decoded sound lags behind what was encoded (2.5 ms): the overlap of Opus' low delay mode. */
export const OPUS_LOOKAHEAD_FRAMES = 120;

export interface OpusEncoderOptions {
  /** Bits a second, constant, 6,000 to 510,000. Default 256,000. */
  readonly bitrateBps?: number;
  /** Length of a packet. Default 5 ms, which is 240 sample frames. */
  readonly frameMs?: 2.5 | 5 | 10 | 20;
}

export interface OpusEncoder {
  /** Sample frames that one call takes. */
  readonly frames: number;
  /** Sample frames by which decoded sound lags behind what was encoded. */
  readonly delayFrames: number;
  /**
   * @param samples one packet's worth, interleaved stereo, 48 kHz, -1 to 1 (more is kept as well as Opus can); only read during the call
   * @returns one Opus packet, valid until the next `encode` or `close`
   * @throws MediaError `bad-spec` for another number of samples, `encoder` when libopus fails or withholds the packet
   */
  encode(samples: Float32Array): Uint8Array;
  close(): void;
  [Symbol.dispose](): void;
}

export interface OpusDecoder {
  /**
   * @param packet one Opus packet, only read during the call
   * @returns its samples, interleaved stereo, 48 kHz, valid until the next `decode` or `close`
   * @throws MediaError `corrupt` for a packet that does not decode; the decoder can go on with the next
   */
  decode(packet: Uint8Array): Float32Array;
  close(): void;
  [Symbol.dispose](): void;
}

/** Opens libopus in its low delay mode at a constant bitrate (RFC 6716, CELT only), 48 kHz stereo. */
export function openOpusEncoder(options: OpusEncoderOptions = {}): OpusEncoder {
  return new LibopusEncoder(options.bitrateBps ?? 256_000, options.frameMs ?? 5);
}

/** Opens libopus for 48 kHz stereo. */
export function openOpusDecoder(): OpusDecoder {
  return new LibopusDecoder();
}

class LibopusEncoder implements OpusEncoder {
  readonly frames: number;
  readonly delayFrames = OPUS_LOOKAHEAD_FRAMES;
  readonly #context: CodecContext = new CodecContext();
  readonly #packet: Packet = new Packet();
  readonly #frame: Frame = new Frame();
  readonly #input: Float32Array;
  #pts = 0n;
  #closed = false;

  constructor(bitrateBps: number, frameMs: number) {
    if (!(bitrateBps >= 6000 && bitrateBps <= 510_000)) {
      throw new MediaError('bad-spec', `an Opus bitrate has to be from 6000 to 510000, not ${bitrateBps}`);
    }
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBOPUS);
    if (!codec) throw new MediaError('encoder', 'this build of FFmpeg has no libopus');
    this.frames = (SAMPLE_RATE * frameMs) / 1000;
    const context = this.#context;
    context.allocContext3(codec);
    context.sampleRate = SAMPLE_RATE;
    context.sampleFormat = AV_SAMPLE_FMT_FLT;
    context.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    context.bitRate = BigInt(Math.round(bitrateBps));
    context.timeBase = new Rational(1, SAMPLE_RATE);
    openCodec(
      context,
      codec,
      { application: 'lowdelay', frame_duration: String(frameMs), vbr: 'off' },
      'encoder',
    );
    this.#packet.alloc();
    this.#input = allocateSamples(this.#frame, this.frames);
  }

  encode(samples: Float32Array): Uint8Array {
    if (this.#closed) throw new MediaError('closed', 'this encoder is closed');
    if (samples.length !== this.#input.length) {
      const message = `an Opus packet here has ${this.frames} sample frames in stereo, not ${samples.length / CHANNELS}`;
      throw new MediaError('bad-spec', message);
    }
    this.#packet.unref();
    this.#input.set(samples);
    this.#frame.pts = this.#pts;
    this.#pts += BigInt(this.frames);
    const sent = this.#context.sendFrameSync(this.#frame);
    if (sent < 0) throw new MediaError('encoder', `libopus refused samples: ${errorText(sent)}`);
    const received = this.#context.receivePacketSync(this.#packet);
    const data = this.#packet.data;
    if (received < 0 || data === null) {
      throw new MediaError('encoder', `libopus withheld a packet: ${errorText(received)}`);
    }
    return data;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#packet.free();
    this.#frame.free();
    this.#context.freeContext();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

class LibopusDecoder implements OpusDecoder {
  readonly #context: CodecContext = new CodecContext();
  readonly #packet: Packet = new Packet();
  readonly #frame: Frame = new Frame();
  readonly #output: Float32Array = new Float32Array(MAX_PACKET_FRAMES * CHANNELS);
  readonly #outputBytes: Uint8Array = new Uint8Array(this.#output.buffer);
  #closed = false;

  constructor() {
    const codec = Codec.findDecoderByName(FF_DECODER_LIBOPUS);
    if (!codec) throw new MediaError('unsupported', 'this build of FFmpeg has no libopus');
    this.#context.allocContext3(codec);
    this.#context.sampleRate = SAMPLE_RATE;
    this.#context.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    openCodec(this.#context, codec, { request_sample_fmt: 'flt' }, 'unsupported');
    this.#packet.alloc();
    this.#frame.alloc();
  }

  decode(packet: Uint8Array): Float32Array {
    if (this.#closed) throw new MediaError('closed', 'this decoder is closed');
    if (packet.length === 0) throw new MediaError('corrupt', 'an Opus packet is empty');
    this.#packet.unref();
    this.#packet.data = packet as Buffer;
    const sent = this.#context.sendPacketSync(this.#packet);
    const received = sent < 0 ? sent : this.#context.receiveFrameSync(this.#frame);
    if (received < 0)
      throw new MediaError('corrupt', `an Opus packet does not decode: ${errorText(received)}`);
    const plane = this.#frame.data?.[0];
    const bytes = this.#frame.nbSamples * CHANNELS * Float32Array.BYTES_PER_ELEMENT;
    if (!plane || plane.length < bytes || bytes > this.#outputBytes.length) {
      throw new MediaError('corrupt', `an Opus packet gave ${this.#frame.nbSamples} sample frames`);
    }
    this.#outputBytes.set(bytes === plane.length ? plane : plane.subarray(0, bytes));
    const samples = this.#output.subarray(0, this.#frame.nbSamples * CHANNELS);
    this.#frame.unref();
    return samples;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#packet.free();
    this.#frame.free();
    this.#context.freeContext();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The longest packet that RFC 6716 allows is 120 ms. */
const MAX_PACKET_FRAMES = (SAMPLE_RATE * 120) / 1000;

/** Gives a frame memory for interleaved stereo, and a view on it that lives as long as the frame. */
function allocateSamples(frame: Frame, frames: number): Float32Array {
  frame.alloc();
  frame.nbSamples = frames;
  frame.format = AV_SAMPLE_FMT_FLT;
  frame.sampleRate = SAMPLE_RATE;
  frame.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  const status = frame.getBuffer();
  const plane = frame.data?.[0];
  if (status < 0 || !plane) throw new MediaError('encoder', `no memory for samples: ${errorText(status)}`);
  return new Float32Array(plane.buffer, plane.byteOffset, frames * CHANNELS);
}
