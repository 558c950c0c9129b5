import {
  AVERROR_EACCES,
  AVERROR_EISDIR,
  AVERROR_ENOENT,
  AVERROR_ENOTDIR,
  AVMEDIA_TYPE_AUDIO,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import { CodecContext, FormatContext, Frame, Packet } from 'node-av/lib';
import { errorText, openCodec, quietFfmpeg } from './codec/ffmpeg.ts';
import { CHANNELS } from './codec/opus.ts';
import { Resampler } from './codec/resampler.ts';
import { MediaError } from './error.ts';

/** Sound from a file, endless: after the end it begins again without a gap. */
export interface AudioFile {
  /** Path and format, for people. */
  readonly description: string;
  /**
   * @param frames how many sample frames, 1 or more
   * @returns interleaved stereo at 48 kHz, always that many, valid until the next call or `close`
   * @throws MediaError `corrupt` when the file holds no sound from beginning to end
   */
  next(frames: number): Float32Array;
  close(): void;
  [Symbol.dispose](): void;
}

/**
 * Opens the sound of any file that FFmpeg reads. It is decoded as it is asked for, not in advance.
 *
 * @throws MediaError `not-found`, `denied`, or `unsupported` for a file without sound that FFmpeg knows
 */
export async function openAudioFile(path: string): Promise<AudioFile> {
  quietFfmpeg();
  const container = new FormatContext();
  // Without the protocol's name a path such as "tcp:…" would reach for the network.
  const opened = await container.openInput(`file:${path}`);
  if (opened < 0) throw openError(path, opened);
  try {
    const found = await container.findStreamInfo();
    if (found < 0)
      throw new MediaError('unsupported', `${path} is not readable as sound: ${errorText(found)}`);
    return new FfmpegAudioFile(path, container);
  } catch (error) {
    container.closeInputSync();
    throw error;
  }
}

class FfmpegAudioFile implements AudioFile {
  readonly description: string;
  readonly #path: string;
  readonly #container: FormatContext;
  readonly #context: CodecContext = new CodecContext();
  readonly #packet: Packet = new Packet();
  readonly #frame: Frame = new Frame();
  readonly #resampler = new Resampler();
  readonly #stream: number;
  #queue: Float32Array = new Float32Array(16_384);
  #queued = 0;
  #output: Float32Array = new Float32Array(0);
  #closed = false;

  constructor(path: string, container: FormatContext) {
    const best = container.findBestStream(AVMEDIA_TYPE_AUDIO, -1, -1, true);
    if (typeof best === 'number' || !best.decoder) {
      throw new MediaError('unsupported', `${path} holds no sound that FFmpeg can decode`, { subject: path });
    }
    this.#path = path;
    this.#container = container;
    this.#stream = best.streamIndex;
    const stream = container.streams[best.streamIndex]!;
    this.#context.allocContext3(best.decoder);
    this.#context.parametersToContext(stream.codecpar);
    this.#context.pktTimebase = stream.timeBase;
    this.#context.threadCount = 1;
    openCodec(this.#context, best.decoder, {}, 'unsupported');
    this.#packet.alloc();
    this.#frame.alloc();
    this.description = `${path} (${best.decoder.name})`;
  }

  next(frames: number): Float32Array {
    if (this.#closed) throw new MediaError('closed', `${this.#path} is closed`);
    const wanted = frames * CHANNELS;
    let fruitlessPasses = 0;
    while (this.#queued < wanted) {
      const before = this.#queued;
      if (this.#readPacket()) continue;
      this.#rewind();
      fruitlessPasses = this.#queued === before ? fruitlessPasses + 1 : 0;
      if (fruitlessPasses > 1) {
        throw new MediaError('corrupt', `${this.#path} holds no sound that decodes`, { subject: this.#path });
      }
    }
    if (this.#output.length !== wanted) this.#output = new Float32Array(wanted);
    this.#output.set(this.#queue.subarray(0, wanted));
    this.#queue.copyWithin(0, wanted, this.#queued);
    this.#queued -= wanted;
    return this.#output;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#resampler.close();
    this.#frame.free();
    this.#packet.free();
    this.#context.freeContext();
    this.#container.closeInputSync();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Decodes the next packet of the file; false at its end. */
  #readPacket(): boolean {
    const status = this.#container.readFrameSync(this.#packet);
    if (status < 0) return false;
    // A damaged packet is skipped: the next ones are heard.
    if (this.#packet.streamIndex === this.#stream && this.#context.sendPacketSync(this.#packet) >= 0) {
      this.#takeFrames();
    }
    this.#packet.unref();
    return true;
  }

  #rewind(): void {
    this.#context.sendPacketSync(null);
    this.#takeFrames();
    this.#push(this.#resampler.flush());
    this.#context.flushBuffers();
    const status = this.#container.seekFrameSync(-1, 0n, AVSEEK_FLAG_BACKWARD);
    if (status < 0)
      throw new MediaError('unsupported', `${this.#path} cannot be played again: ${errorText(status)}`);
  }

  #takeFrames(): void {
    while (this.#context.receiveFrameSync(this.#frame) >= 0) {
      this.#push(this.#resampler.convert(this.#frame));
      this.#frame.unref();
    }
  }

  #push(samples: Float32Array): void {
    const needed = this.#queued + samples.length;
    if (needed > this.#queue.length) {
      const larger = new Float32Array(Math.max(needed, this.#queue.length * 2));
      larger.set(this.#queue.subarray(0, this.#queued));
      this.#queue = larger;
    }
    this.#queue.set(samples, this.#queued);
    this.#queued = needed;
  }
}

function openError(path: string, status: number): MediaError {
  const subject = { subject: path };
  if (status === AVERROR_ENOENT || status === AVERROR_ENOTDIR) {
    return new MediaError('not-found', `there is no file ${path}`, subject);
  }
  if (status === AVERROR_EACCES)
    return new MediaError('denied', `${path} may not be read by this user`, subject);
  if (status === AVERROR_EISDIR) {
    return new MediaError('unsupported', `${path} is a directory; name a sound file`, subject);
  }
  return new MediaError('unsupported', `${path} is not readable as sound: ${errorText(status)}`, subject);
}
