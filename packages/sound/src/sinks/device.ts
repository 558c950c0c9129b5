import type { AudioDevice } from '@ajar/sdl';
import { DeviceClock } from '../device/clock.ts';
import { Lead } from '../device/lead.ts';
import { DeviceLease, type Leasable } from '../device/lease.ts';
import { type DeviceKind, describeDevice, openDevice } from '../device/open.ts';
import { Seam } from '../device/seam.ts';
import { BLOCK_SAMPLES, CHANNELS, framesOf } from '../format.ts';
import { MAX_QUEUED_FRAMES, PlaybackClock } from '../playback-clock.ts';
import { sanitize } from '../sanitize.ts';
import { type AudioSink, newSinkCounters, type SinkCounters } from '../sink.ts';

/** A loudspeaker as `DeviceSink` uses it: a queue of interleaved stereo floats. */
export interface PlaybackDevice extends Leasable {
  /** `bufferFrames`: sample frames that the hardware takes at once. */
  readonly granted: { readonly bufferFrames: number };
  readonly queuedBytes: number;
  queue(samples: Float32Array): boolean;
}

/** Opens a loudspeaker. `name` is empty for the default. Throws SoundError. */
export function openDeviceSink(spec: string, kind: DeviceKind, name: string, nowUs: () => number): AudioSink {
  const open = (): AudioDevice => openDevice(spec, 'playback', kind, name);
  return new DeviceSink(open, (device) => describeDevice(name, 'playback', device), nowUs);
}

const FRAME_BYTES = CHANNELS * Float32Array.BYTES_PER_ELEMENT;
/** Buffers between the queue and the ear: one on its way to the sound system, one that it plays. */
const BUFFERS_BELOW = 2;
/** Above those: the device must find a whole buffer at any moment, and whoever fills the queue looks every millisecond, when it can. */
const READY_FRAMES: number = framesOf(2_000);

/**
 * A loudspeaker. While the device is lost, what is written is discarded at its pace. The first sound fades in, as it does
 * after a loss, after the device ran dry, and after what was too much.
 */
export class DeviceSink<Device extends PlaybackDevice> implements AudioSink {
  readonly counters: SinkCounters = newSinkCounters();
  readonly #lease: DeviceLease<Device>;
  readonly #nowUs: () => number;
  /** When the device takes sample frames out of the queue. */
  readonly #clock = new DeviceClock();
  readonly #seam = new Seam();
  readonly #lead = new Lead(0);
  #description = '';
  #copy = new Float32Array(BLOCK_SAMPLES);
  #device: Device | undefined;
  /** Sample frames given to this device. */
  #given = 0;
  #discarding: PlaybackClock | undefined;
  #closed = false;

  /** Throws what `open` throws. */
  constructor(open: () => Device, describe: (device: Device) => string, nowUs: () => number) {
    this.#lease = new DeviceLease(() => {
      const device = open();
      this.#description = describe(device);
      return device;
    });
    this.#nowUs = nowUs;
  }

  get description(): string {
    return this.#description;
  }

  get state(): 'ok' | 'lost' {
    return this.#lease.state;
  }

  leadFrames(nowUs: number): number {
    return this.#device === undefined ? 0 : this.#lead.framesAt(nowUs);
  }

  queuedFrames(nowUs: number): number {
    const device = this.#current(nowUs);
    if (device === undefined) return this.#discarding?.queuedFrames(nowUs) ?? 0;
    if (this.#given === 0) return 0;
    const { bufferFrames } = device.granted;
    const waiting = this.#observe(device, nowUs);
    const below = BUFFERS_BELOW * bufferFrames;
    if (!this.#clock.running) return waiting + below;
    // The device takes whole buffers and plays them evenly: between two takes the estimate sinks evenly as well, by at
    // most one buffer as long as there is something to take.
    const sinceTake = Math.max(0, this.#clock.framesAt(nowUs) - (this.#given - waiting));
    return Math.max(0, waiting + below - (waiting > 0 ? Math.min(sinceTake, bufferFrames) : sinceTake));
  }

  write(samples: Float32Array): void {
    if (this.#closed) return;
    const nowUs = this.#nowUs();
    const frames = samples.length / CHANNELS;
    const device = this.#current(nowUs);
    if (device === undefined) {
      if (this.#discard(nowUs, frames) < 0) this.counters.droppedFrames += frames;
      return;
    }
    const waiting = this.#observe(device, nowUs);
    if (waiting === 0) this.#noticeUnderrun(device, nowUs);
    if (waiting + frames > MAX_QUEUED_FRAMES) {
      this.counters.droppedFrames += frames;
      this.#seam.cut();
    } else if (device.queue(this.#safe(samples))) this.#given += frames;
    else this.#lease.lose(nowUs);
  }

  close(): void {
    this.#closed = true;
    this.#lease.close();
  }

  #current(nowUs: number): Device | undefined {
    const device = this.#lease.current(nowUs);
    this.counters.losses = this.#lease.losses;
    if (device !== undefined && device !== this.#device) {
      this.#device = device;
      this.#given = 0;
      this.#clock.reset();
      this.#seam.cutFromSilence();
      this.#lead.opened(BUFFERS_BELOW * device.granted.bufferFrames + READY_FRAMES, nowUs);
      this.#discarding = undefined;
    }
    return device;
  }

  /** Looks how far the device is; returns the sample frames in its queue. */
  #observe(device: Device, nowUs: number): number {
    const waiting = device.queuedBytes / FRAME_BYTES;
    const taken = this.#given - waiting;
    if (taken > 0) this.#clock.observe(nowUs, taken);
    return waiting;
  }

  /** With an empty queue: the device has come for a buffer since the last one and found nothing. */
  #noticeUnderrun(device: Device, nowUs: number): void {
    const hungry = this.#clock.framesAt(nowUs) - this.#given;
    if (!(hungry > 1.5 * device.granted.bufferFrames)) return;
    this.counters.underruns++;
    this.#clock.reset();
    this.#seam.cutFromSilence();
    this.#lead.ranDry(nowUs);
  }

  #discard(nowUs: number, frames: number): number {
    this.#discarding ??= new PlaybackClock();
    return this.#discarding.append(nowUs, frames);
  }

  #safe(samples: Float32Array): Float32Array {
    if (this.#copy.length !== samples.length) this.#copy = new Float32Array(samples.length);
    this.#copy.set(samples);
    sanitize(this.#copy, this.counters);
    this.#seam.join(this.#copy);
    return this.#copy;
  }
}
