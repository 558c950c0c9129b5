import type { PlanarPicture } from '../screen.ts';
import { packY4mFrame, y4mFrameBytes } from './y4m.ts';

/** A picture as it goes to the file, and its line for the list. */
export interface QueuedFrame {
  /** Holds the frame in its first `length` bytes. */
  bytes: Uint8Array;
  length: number;
  width: number;
  height: number;
  number: number;
  capturedUs: number;
  receivedUs: number | undefined;
  decodedUs: number | undefined;
  presentedUs: number;
}

/** A few frames that wait for the disk, in memory that is used again and again. */
export class FrameQueue {
  readonly #frames: readonly QueuedFrame[];
  #first = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#frames = Array.from({ length: capacity }, emptyFrame);
  }

  get full(): boolean {
    return this.#count === this.#frames.length;
  }

  /** The frame that has waited longest. */
  get head(): QueuedFrame | undefined {
    return this.#count === 0 ? undefined : this.#frames[this.#first];
  }

  /**
   * Copies a picture to where the queue, which is not full, will end after {@link FrameQueue.append}. Undefined when its
   * planes do not hold what its size says. The caller fills in the rest of the frame.
   */
  fill(picture: PlanarPicture): QueuedFrame | undefined {
    const frame = this.#frames[(this.#first + this.#count) % this.#frames.length]!;
    const length = y4mFrameBytes(picture.width, picture.height);
    if (frame.bytes.length < length) frame.bytes = new Uint8Array(length);
    if (!packY4mFrame(picture, frame.bytes)) return undefined;
    frame.length = length;
    frame.width = picture.width;
    frame.height = picture.height;
    return frame;
  }

  /** Makes what was filled last the last frame of the queue. */
  append(): void {
    this.#count += 1;
  }

  /** Takes the head away. */
  shift(): void {
    this.#first = (this.#first + 1) % this.#frames.length;
    this.#count -= 1;
  }

  clear(): void {
    this.#count = 0;
  }
}

function emptyFrame(): QueuedFrame {
  return {
    bytes: new Uint8Array(0),
    length: 0,
    width: 0,
    height: 0,
    number: 0,
    capturedUs: 0,
    receivedUs: undefined,
    decodedUs: undefined,
    presentedUs: 0,
  };
}
