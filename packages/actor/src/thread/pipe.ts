import type { SendResult } from '../actor.ts';
import { Decoder, Encoder, noRoom, tooDeep } from './codec.ts';
import type { FramePool, Lease } from './frame-pool.ts';
import { RingReader, RingWriter } from './ring.ts';

/** How the writing end of a pipe reaches the other. */
export interface PipeWriterOptions {
  /** Wakes a reader on an event loop; called only when it is idle. Without it the reader blocks in {@link PipeReader.wait}. */
  readonly bell?: () => void;
  /** The reader as an owner of frames; leases in messages become its. */
  readonly reader?: number;
}

/** The writing end of messages to one other thread. */
export class PipeWriter {
  readonly #ring: RingWriter;
  readonly #encoder: Encoder;
  readonly #reader: number;

  /** @param memory of `createRing`; no two writers may share it */
  constructor(memory: SharedArrayBuffer, options: PipeWriterOptions = {}) {
    this.#ring = new RingWriter(memory, options.bell);
    this.#encoder = new Encoder(this.#ring.bytes, this.#ring.numbers);
    this.#reader = options.reader ?? 0;
  }

  /**
   * Sends a copy of `message`; never blocks. Frames are not copied: their leases are the reader's if it says `ok`, and stay the
   * sender's otherwise. An object that is in it twice arrives as two.
   * @throws RangeError for a message that would not even fit into an empty ring, TypeError for one with a lease that is not held,
   * DataCloneError for what structured clone refuses
   */
  send(message: unknown): SendResult {
    const ring = this.#ring;
    if (ring.isClosed) return 'gone';
    ring.begin();
    let end = this.#write(message);
    let most = ring.limit - ring.at;
    if (end === noRoom && ring.wrap()) {
      most = Math.max(most, ring.limit - ring.at);
      end = this.#write(message);
    }
    if (end === noRoom) {
      if (most < ring.longest) return 'full';
      throw new RangeError(`message of more than ${ring.longest} bytes: send large ones as frames`);
    }
    const { leases } = this.#encoder;
    if (leases.length > 0) this.#hand(leases);
    ring.publish(end);
    if (leases.length > 0 && ring.isClosed) {
      // Whoever reaped the reader may have done so before these were its.
      for (const lease of leases) lease.takeBack(this.#reader);
      return 'gone';
    }
    return 'ok';
  }

  #write(message: unknown): number {
    const { at, limit } = this.#ring;
    const end = this.#encoder.write(message, at, limit);
    if (end !== tooDeep) return end;
    if (this.#encoder.leases.length > 0) throw new RangeError('a frame is too deep inside its message');
    return this.#encoder.writeCloned(message, at, limit);
  }

  #hand(leases: readonly Lease[]): void {
    for (let i = 0; i < leases.length; i++) {
      if (this.#reader > 0 && leases[i]!.passTo(this.#reader)) continue;
      for (let back = 0; back < i; back++) leases[back]!.takeBack(this.#reader);
      this.#encoder.forget();
      throw new TypeError('a frame that is not held, or to a thread without frame memory, cannot be sent');
    }
  }
}

/** The reading end of messages from one other thread. */
export class PipeReader {
  readonly #ring: RingReader;
  readonly #decoder: Decoder;

  /** @param pool where the frames that come are; its owner is this thread */
  constructor(memory: SharedArrayBuffer, pool?: FramePool) {
    this.#ring = new RingReader(memory);
    this.#decoder = new Decoder(this.#ring.bytes, this.#ring.numbers, pool);
  }

  /**
   * Calls `handle` for each message that is there, at most `most`. Returns how many that were.
   *
   * @throws Error for what no writer wrote; it is left out, and the next call goes on behind it
   */
  take(handle: (message: unknown) => void, most: number = Number.POSITIVE_INFINITY): number {
    let count = 0;
    while (count < most && this.#ring.next()) {
      let message: unknown;
      try {
        message = this.#decoder.read(this.#ring.at);
      } finally {
        this.#ring.consume();
      }
      count++;
      handle(message);
    }
    return count;
  }

  /** Blocks this thread, without its event loop, until there is a message. False when `timeoutMs` passed before. */
  wait(timeoutMs: number): boolean {
    return this.#ring.wait(timeoutMs);
  }

  /** Asks for the writer's bell at the next message. False when there is one already. */
  arm(): boolean {
    return this.#ring.arm();
  }

  /** From here on the writer is told `gone`. Also for whoever reaps a dead reader, before its frames are reclaimed. */
  close(): void {
    this.#ring.close();
  }
}
