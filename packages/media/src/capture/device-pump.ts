import { AVERROR_EAGAIN } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { isKeyframe } from '../codec/annex-b.ts';
import { errorText } from '../codec/ffmpeg.ts';
import { endView } from '../codec/native-view.ts';
import { MediaError } from '../error.ts';
import { type CaptureClock, createCaptureClock } from './capture-clock.ts';
import type { VideoInput } from './input.ts';
import { createSleeper } from './pacer.ts';
import { PacketQueue } from './packet-queue.ts';

/** A device that is silent this long is called broken. */
const STALLED_US = 3e6;
const POLL_US = 1000;

/** Reads a device without pause, so that what is taken is never stale. */
export class DevicePump {
  /** What has come and was not taken; valid as long as nothing is awaited between. */
  readonly queue: PacketQueue;
  readonly #incoming: Packet = new Packet();
  readonly #input: VideoInput;
  readonly #subject: string;
  readonly #nowUs: () => number;
  readonly #clock: CaptureClock;
  readonly #isH264: boolean;
  readonly #sleeper = createSleeper();
  readonly #reading: Promise<void>;
  #open = true;
  #failure: MediaError | undefined;
  #wake: (() => void) | undefined;

  /** @param room pictures that may wait, see {@link PacketQueue} */
  constructor(input: VideoInput, subject: string, nowUs: () => number, room: number) {
    this.#input = input;
    this.#subject = subject;
    this.#nowUs = nowUs;
    this.#clock = createCaptureClock(input.stream.timeBase.toDouble() * 1e6);
    this.#isH264 = input.codec === 'h264';
    this.queue = new PacketQueue(room);
    this.#incoming.alloc();
    this.#reading = this.#read();
  }

  /**
   * Waits for a picture that was not taken yet; false once stopped.
   *
   * @throws MediaError `not-found` when the device has gone or fallen silent
   */
  async fresh(): Promise<boolean> {
    while (this.#open && this.queue.length === 0 && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure && this.queue.length === 0) throw this.#failure;
    return this.#open;
  }

  /** Ends reading; the input may be closed afterwards. */
  async stop(): Promise<void> {
    this.#open = false;
    this.#sleeper.wake();
    this.#signal();
    this.#input.container.interrupt();
    await this.#reading;
    this.queue.free();
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
    const packet = this.#incoming;
    const keyframe = this.#isH264 ? isH264Keyframe(packet) : packet.isKeyframe;
    if (this.queue.push(packet, this.#clock.timeOf(packet.pts, arrivedUs), keyframe)) this.#signal();
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

/** By its bytes: drivers are not to be trusted with the flag. */
function isH264Keyframe(packet: Packet): boolean {
  const data = packet.data;
  if (!data) return false;
  const isIt = isKeyframe(data);
  endView(data);
  return isIt;
}
