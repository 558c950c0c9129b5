import { AV_NOPTS_VALUE, AVERROR_EAGAIN } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { errorText } from '../codec/ffmpeg.ts';
import { MediaError } from '../error.ts';
import type { VideoInput } from './input.ts';
import { createSleeper } from './pacer.ts';

/** A device that is silent this long is called broken. */
const STALLED_US = 3e6;
const POLL_US = 1000;
/** A device's own timestamp counts when it lies this far back at most. */
const MAX_AGE_US = 500_000;

/** Reads a device without pause and keeps its newest packet, so that what is taken is never stale. */
export class DevicePump {
  /** The newest packet, valid from `fresh()` to `taken()` as long as nothing is awaited between. */
  readonly latest: Packet = new Packet();
  readonly #incoming: Packet = new Packet();
  readonly #input: VideoInput;
  readonly #subject: string;
  readonly #nowUs: () => number;
  readonly #unitUs: number;
  readonly #sleeper = createSleeper();
  readonly #reading: Promise<void>;
  #latestUs = 0;
  #isFresh = false;
  #skipped = 0;
  #open = true;
  #failure: MediaError | undefined;
  #wake: (() => void) | undefined;

  constructor(input: VideoInput, subject: string, nowUs: () => number) {
    this.#input = input;
    this.#subject = subject;
    this.#nowUs = nowUs;
    this.#unitUs = input.stream.timeBase.toDouble() * 1e6;
    this.latest.alloc();
    this.#incoming.alloc();
    this.#reading = this.#read();
  }

  /** When the newest picture was taken. */
  get latestUs(): number {
    return this.#latestUs;
  }

  /** Pictures that were replaced before they were taken. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * Waits for a picture that was not taken yet; false once stopped.
   *
   * @throws MediaError `not-found` when the device has gone or fallen silent
   */
  async fresh(): Promise<boolean> {
    while (this.#open && !this.#isFresh && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure && !this.#isFresh) throw this.#failure;
    return this.#open;
  }

  /** Gives the newest packet back. */
  taken(): void {
    this.#isFresh = false;
    this.latest.unref();
  }

  /** Ends reading; the input may be closed afterwards. */
  async stop(): Promise<void> {
    this.#open = false;
    this.#sleeper.wake();
    this.#signal();
    this.#input.container.interrupt();
    await this.#reading;
    this.latest.free();
    this.#incoming.free();
  }

  async #read(): Promise<void> {
    const { container, stream } = this.#input;
    let heardUs = this.#nowUs();
    while (this.#open && !this.#failure) {
      const status = await container.readFrame(this.#incoming);
      // Being stopped interrupts the read, which then fails. That is nothing to complain of.
      if (!this.#open) break;
      if (status >= 0) {
        heardUs = this.#nowUs();
        if (this.#incoming.streamIndex === stream.index) this.#accept(heardUs);
        this.#incoming.unref();
      } else if (status !== AVERROR_EAGAIN) {
        this.#fail(`has gone: ${errorText(status)}`);
      } else if (this.#nowUs() - heardUs > STALLED_US) {
        this.#fail('has sent no picture for 3 s; plug it in again');
      } else {
        await this.#sleeper.sleep(POLL_US);
      }
    }
    this.#signal();
  }

  #accept(arrivedUs: number): void {
    if (this.#isFresh) this.#skipped++;
    this.latest.unref();
    this.latest.ref(this.#incoming);
    this.#latestUs = Math.round(captureTime(this.#incoming.pts, this.#unitUs, arrivedUs));
    this.#isFresh = true;
    this.#signal();
  }

  #fail(what: string): void {
    this.#failure = new MediaError('not-found', `${this.#subject} ${what}`, { subject: this.#subject });
  }

  #signal(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/**
 * Drivers stamp pictures with the monotonic clock, the wall clock or one of their own. A stamp that makes sense on one of
 * the first two is the time of exposure; otherwise the time of arrival has to do.
 */
export function captureTime(pts: bigint, unitUs: number, arrivedUs: number): number {
  if (pts === AV_NOPTS_VALUE) return arrivedUs;
  const stampUs = Number(pts) * unitUs;
  const wallUs = (performance.timeOrigin + performance.now()) * 1000;
  for (const ageUs of [arrivedUs - stampUs, wallUs - stampUs]) {
    if (ageUs >= 0 && ageUs <= MAX_AGE_US) return arrivedUs - ageUs;
  }
  return arrivedUs;
}
