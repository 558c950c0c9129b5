import { BLOCK_FRAMES, CHANNELS, microsOf } from '../format.ts';
import { DeviceSink, type PlaybackDevice } from '../sinks/device.ts';
import type { RecordingDevice } from '../sources/device.ts';

const FRAME_BYTES = CHANNELS * Float32Array.BYTES_PER_ELEMENT;

/** A microphone in virtual time: every 5 ms it delivers the buffer that it has just recorded. */
export class VirtualMicrophone implements RecordingDevice {
  alive = true;
  closed = false;
  startUs: number;
  #delivered = 0;
  #queue: number[] = [];

  constructor(startUs: number) {
    this.startUs = startUs;
  }

  get queuedBytes(): number {
    return this.#queue.length * 4;
  }

  /** Sample frame n is recorded at `startUs` + n / 48,000 s. */
  runUntil(nowUs: number, sample: (frame: number) => number): void {
    while (this.alive && this.startUs + microsOf(this.#delivered + BLOCK_FRAMES) <= nowUs) {
      for (let i = 0; i < BLOCK_FRAMES; i++, this.#delivered++) {
        const value = sample(this.#delivered);
        this.#queue.push(value, value);
      }
    }
  }

  dequeue(into: Float32Array): number {
    const taken = this.#queue.splice(0, into.length);
    into.set(taken);
    return taken.length * 4;
  }

  close(): void {
    this.closed = true;
  }
}

/** A loudspeaker in virtual time: takes a buffer every 5 ms, and plays it 5 ms later. */
export class VirtualLoudspeaker implements PlaybackDevice {
  readonly granted: { readonly bufferFrames: number } = { bufferFrames: BLOCK_FRAMES };
  alive = true;
  closed = false;
  accepts = true;
  /** Left channel of everything it has taken, with silence where nothing was there. */
  readonly taken: number[] = [];
  readonly #startUs: number;
  #queue: number[] = [];
  #takes = 0;

  constructor(startUs: number) {
    this.#startUs = startUs;
  }

  get queuedBytes(): number {
    return this.#queue.length * FRAME_BYTES;
  }

  queue(samples: Float32Array): boolean {
    if (this.accepts) for (let i = 0; i < samples.length; i += CHANNELS) this.#queue.push(samples[i] ?? 0);
    return this.accepts;
  }

  runUntil(nowUs: number): void {
    while (this.alive && this.#startUs + microsOf(this.#takes * BLOCK_FRAMES) <= nowUs) {
      this.#takes++;
      const buffer = this.#queue.splice(0, BLOCK_FRAMES);
      for (let i = 0; i < BLOCK_FRAMES; i++) this.taken.push(buffer[i] ?? 0);
    }
  }

  /** Sample frames between the one that is heard at `nowUs` and the end of what it has. */
  unheard(nowUs: number): number {
    const heard = ((nowUs - this.#startUs) * 48) / 1000 - BLOCK_FRAMES;
    return this.taken.length + this.#queue.length - heard;
  }

  close(): void {
    this.closed = true;
  }
}

/** A sink on a loudspeaker that may be unplugged; each time it is opened it is another one, the last of `loudspeakers`. */
export function virtualSink(state: { readonly nowUs: number; readonly unplugged: boolean }): {
  sink: DeviceSink<VirtualLoudspeaker>;
  loudspeakers: VirtualLoudspeaker[];
} {
  const loudspeakers: VirtualLoudspeaker[] = [];
  const open = (): VirtualLoudspeaker => {
    if (state.unplugged) throw new Error('no such device');
    const loudspeaker = new VirtualLoudspeaker(state.nowUs + 2_000);
    loudspeakers.push(loudspeaker);
    return loudspeaker;
  };
  return {
    sink: new DeviceSink(
      open,
      () => 'virtual',
      () => state.nowUs,
    ),
    loudspeakers,
  };
}
