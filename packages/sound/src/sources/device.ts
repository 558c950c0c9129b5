import type { AudioDevice } from '@ajar/sdl';
import { BlockSchedule } from '../block-schedule.ts';
import { DeviceClock } from '../device/clock.ts';
import { DeviceLease, type Leasable } from '../device/lease.ts';
import { type DeviceKind, describeDevice, openDevice } from '../device/open.ts';
import { Seam } from '../device/seam.ts';
import { BLOCK_FRAMES, BLOCK_SAMPLES, CHANNELS, RATE_HZ } from '../format.ts';
import { sanitize } from '../sanitize.ts';
import { type AudioSource, newSourceCounters, type SourceCounters } from '../source.ts';

/** A microphone as `DeviceSource` uses it: a queue of interleaved stereo floats. */
export interface RecordingDevice extends Leasable {
  readonly queuedBytes: number;
  dequeue(into: Float32Array): number;
}

/** Opens a microphone. `name` is empty for the default. Throws SoundError. */
export function openDeviceSource(spec: string, kind: DeviceKind, name: string): AudioSource {
  const open = (): AudioDevice => openDevice(spec, 'recording', kind, name);
  return new DeviceSource(open, (device) => describeDevice(name, 'recording', device));
}

/** Sound that has waited longer is old: a reader that comes later gets the newest block. */
const MAX_WAITING_FRAMES = RATE_HZ / 10;
const FRAME_BYTES = CHANNELS * Float32Array.BYTES_PER_ELEMENT;

/**
 * A microphone. Capture times are those of the moment at which a sample entered the device's buffer, as well as can be told
 * from when buffers arrive; they never go back. While the device is lost it gives silence. The first sound fades in, and
 * wherever something is missing both ends are faded.
 */
export class DeviceSource<Device extends RecordingDevice> implements AudioSource {
  readonly counters: SourceCounters = newSourceCounters();
  readonly #lease: DeviceLease<Device>;
  readonly #clock = new DeviceClock();
  readonly #seam = new Seam();
  readonly #old = new Float32Array(BLOCK_SAMPLES);
  #description = '';
  #device: Device | undefined;
  /** Sample frames taken from this device. */
  #taken = 0;
  #silence: BlockSchedule | undefined;
  #silenceSkipped = 0;
  #lastUs = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** Throws what `open` throws. */
  constructor(open: () => Device, describe: (device: Device) => string) {
    this.#lease = new DeviceLease(() => {
      const device = open();
      this.#description = describe(device);
      return device;
    });
  }

  get description(): string {
    return this.#description;
  }

  get state(): 'ok' | 'lost' {
    return this.#lease.state;
  }

  read(nowUs: number, into: Float32Array): number | undefined {
    if (this.#closed) return undefined;
    const device = this.#lease.current(nowUs);
    this.counters.losses = this.#lease.losses;
    if (device === undefined) return this.#readSilence(nowUs, into);
    if (device !== this.#device) this.#begin(device);
    return this.#readDevice(device, nowUs, into);
  }

  close(): void {
    this.#closed = true;
    this.#lease.close();
  }

  #begin(device: Device): void {
    this.#device = device;
    this.#taken = 0;
    this.#clock.reset();
    this.#silence = undefined;
    this.#seam.cut();
  }

  #readDevice(device: Device, nowUs: number, into: Float32Array): number | undefined {
    let waiting = Math.floor(device.queuedBytes / FRAME_BYTES);
    if (waiting > 0) this.#clock.observe(nowUs, this.#taken + waiting);
    if (waiting > MAX_WAITING_FRAMES) {
      for (; waiting >= 2 * BLOCK_FRAMES; waiting -= BLOCK_FRAMES) {
        device.dequeue(this.#old);
        this.#taken += BLOCK_FRAMES;
        this.counters.skippedFrames += BLOCK_FRAMES;
      }
      this.#seam.cut();
    }
    if (waiting < BLOCK_FRAMES) return undefined;
    const block = into.length === BLOCK_SAMPLES ? into : into.subarray(0, BLOCK_SAMPLES);
    device.dequeue(block);
    sanitize(block, this.counters);
    this.#seam.join(block);
    const capturedUs = this.#clock.timeOf(this.#taken);
    this.#taken += BLOCK_FRAMES;
    return this.#inOrder(capturedUs);
  }

  #readSilence(nowUs: number, into: Float32Array): number | undefined {
    if (this.#silence === undefined) {
      this.#silence = new BlockSchedule(nowUs);
      this.#silenceSkipped = 0;
      this.#seam.cut();
    }
    const capturedUs = this.#silence.take(nowUs);
    if (capturedUs === undefined) return undefined;
    this.counters.skippedFrames += this.#silence.skippedFrames - this.#silenceSkipped;
    this.#silenceSkipped = this.#silence.skippedFrames;
    const block = into.length === BLOCK_SAMPLES ? into : into.subarray(0, BLOCK_SAMPLES);
    block.fill(0);
    this.#seam.join(block);
    return this.#inOrder(capturedUs);
  }

  #inOrder(capturedUs: number): number {
    this.#lastUs = Math.max(capturedUs, this.#lastUs + 1);
    return this.#lastUs;
  }
}
