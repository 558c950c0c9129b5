import { closeSync, openSync, write, writeSync } from 'node:fs';
import { SoundError } from '../errors.ts';
import { CHANNELS, RATE_HZ } from '../format.ts';
import { PlaybackClock } from '../playback-clock.ts';
import { sanitize } from '../sanitize.ts';
import { type AudioSink, newSinkCounters, type SinkCounters } from '../sink.ts';
import { SLAB_FRAMES, Slab } from './slab.ts';
import { WAV_FRAME_BYTES, WAV_HEADER_BYTES, wavHeader } from './wav-header.ts';

/** Slabs that may wait for the disk: 2 s of sound. */
const SLABS = 8;
/** While it grows, the header says at most this much too little. */
const HEADER_EVERY_FRAMES = RATE_HZ;

/** Writes all of `bytes` at `position` without blocking, then calls back with what went wrong. */
export type WriteAt = (fd: number, bytes: Uint8Array, position: number, done: WriteDone) => void;
export type WriteDone = (error: Error | null) => void;

/**
 * A recording of what a loudspeaker would have played: WAV, 48 kHz, stereo, 32-bit float, from the first sample written
 * on; where nothing came in time there is silence. The header is renewed every second of sound and on close, so that the
 * file can be read at any moment. A disk that is 2 s behind or full loses sound, which is counted.
 * Throws SoundError `file`. `writeAt` is how bytes get to the disk.
 */
export class WavFileSink implements AudioSink {
  readonly description: string;
  readonly state = 'ok';
  readonly counters: SinkCounters = newSinkCounters();
  readonly #nowUs: () => number;
  readonly #writeAt: WriteAt;
  readonly #fd: number;
  readonly #clock = new PlaybackClock();
  readonly #free: Slab[] = Array.from({ length: SLABS }, () => new Slab());
  readonly #full: Slab[] = [];
  #filling: Slab | undefined;
  #writing = false;
  #closed = false;
  /** Length of the recording as far as it is in the file, and as the header says it, in sample frames. */
  #savedFrames = 0;
  #headerFrames = 0;

  constructor(path: string, nowUs: () => number, writeAt: WriteAt = writeFully) {
    this.description = `file ${path} (48 kHz stereo float)`;
    this.#nowUs = nowUs;
    this.#writeAt = writeAt;
    try {
      this.#fd = openSync(path, 'w');
      writeSync(this.#fd, wavHeader(0), 0, WAV_HEADER_BYTES, 0);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SoundError('file', `file:${path}`, `cannot write sound to ${path}: ${reason}`, { cause });
    }
  }

  queuedFrames(nowUs: number): number {
    return this.#clock.queuedFrames(nowUs);
  }

  write(samples: Float32Array): void {
    if (this.#closed) return;
    const frames = samples.length / CHANNELS;
    const position = this.#clock.append(this.#nowUs(), frames);
    this.counters.underruns = this.#clock.underruns;
    if (position < 0) this.counters.droppedFrames += frames;
    else this.#store(position, samples);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // A slab that is being written is among these: the same bytes twice do no harm, and the file is whole on return.
    for (const slab of this.#full) this.#saveNow(slab);
    if (this.#filling) this.#saveNow(this.#filling);
    this.#saveHeaderNow();
    if (!this.#writing) closeSync(this.#fd);
  }

  #store(position: number, samples: Float32Array): void {
    let at = 0;
    while (at < samples.length) {
      const slab = this.#slabFor(position + at / CHANNELS);
      if (slab === undefined) {
        this.counters.droppedFrames += (samples.length - at) / CHANNELS;
        return;
      }
      const part = slab.append(samples.subarray(at));
      sanitize(part, this.counters);
      at += part.length;
    }
  }

  /** A slab with room whose end is at `position`, or `undefined` when the disk has them all. */
  #slabFor(position: number): Slab | undefined {
    const current = this.#filling;
    if (current && current.end === position && current.frames < SLAB_FRAMES) return current;
    if (current) this.#full.push(current);
    this.#filling = this.#free.pop();
    this.#filling?.start(position);
    this.#writeNext();
    return this.#filling;
  }

  #writeNext(): void {
    const slab = this.#full[0];
    if (this.#writing || slab === undefined) return;
    this.#writing = true;
    this.#writeAt(this.#fd, slab.bytes, filePosition(slab), (error) => {
      this.#writing = false;
      if (this.#closed) {
        this.#finish();
        return;
      }
      this.#full.shift();
      this.#free.push(slab);
      if (error) this.counters.droppedFrames += slab.frames;
      else this.#savedFrames = slab.end;
      if (this.#savedFrames - this.#headerFrames >= HEADER_EVERY_FRAMES) this.#renewHeader();
      else this.#writeNext();
    });
  }

  #renewHeader(): void {
    const frames = this.#savedFrames;
    this.#writing = true;
    this.#writeAt(this.#fd, wavHeader(frames), 0, (error) => {
      this.#writing = false;
      if (this.#closed) {
        this.#finish();
        return;
      }
      if (!error) this.#headerFrames = frames;
      this.#writeNext();
    });
  }

  #saveNow(slab: Slab): void {
    try {
      writeSync(this.#fd, slab.bytes, 0, slab.bytes.length, filePosition(slab));
      this.#savedFrames = slab.end;
    } catch {
      this.counters.droppedFrames += slab.frames;
    }
  }

  #saveHeaderNow(): void {
    try {
      writeSync(this.#fd, wavHeader(this.#savedFrames), 0, WAV_HEADER_BYTES, 0);
    } catch {
      // The disk is gone: the header of the last second has to do.
    }
  }

  /** After `close`, when the last write that was under way is done: it may have been an older header. */
  #finish(): void {
    this.#saveHeaderNow();
    closeSync(this.#fd);
  }
}

function filePosition(slab: Slab): number {
  return WAV_HEADER_BYTES + slab.position * WAV_FRAME_BYTES;
}

function writeFully(fd: number, bytes: Uint8Array, position: number, done: WriteDone): void {
  write(fd, bytes, 0, bytes.length, position, (error, written) => {
    if (error || written >= bytes.length) done(error);
    else writeFully(fd, bytes.subarray(written), position + written, done);
  });
}
