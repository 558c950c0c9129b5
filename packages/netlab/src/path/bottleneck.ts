import type { NetworkSettings } from '../description/settings.ts';
import { TraceCursor } from './capacity-trace.ts';
import { CoDel } from './codel.ts';
import { Fifo } from './fifo.ts';

/** What waits for a bottleneck. */
export interface Queued {
  readonly bytes: number;
  /** When it came, in µs; set by the bottleneck. */
  enqueuedUs: number;
}

/** The narrowest point of a path: sends one after the other, and drops what would wait too long or has. */
export class Bottleneck<P extends Queued> {
  /** When the one that is being sent has left, in µs; Infinity where there is none. Then `finish` is due. */
  doneUs: number = Infinity;
  /** Bytes that wait, without those of the one that is being sent. */
  queuedBytes = 0;
  readonly #queue: Fifo<P> = new Fifo();
  readonly #onDropped: (dropped: P) => void;
  readonly #codel: CoDel = new CoDel();
  #sending: P | undefined;
  #settings: NetworkSettings;
  #trace: TraceCursor | undefined;
  #rateBps = 0;

  /** @param onDropped is told what CoDel drops */
  constructor(nowUs: number, settings: NetworkSettings, onDropped: (dropped: P) => void) {
    this.#onDropped = onDropped;
    this.#settings = settings;
    this.set(nowUs, settings);
  }

  /** Whether it lets everything pass at once. */
  get open(): boolean {
    return this.#rateBps === 0 && this.#sending === undefined;
  }

  /** Changes its rate and queue, for what waits too. A trace begins now, unless it is followed already. */
  set(nowUs: number, settings: NetworkSettings): void {
    const { trace, bandwidthBps } = settings;
    this.#settings = settings;
    const rateBps = trace?.meanBps ?? bandwidthBps;
    if (trace === (this.#trace?.trace ?? null) && rateBps === this.#rateBps) return;
    const leftBytes = this.#leftBytes(nowUs);
    this.#trace = trace === null ? undefined : new TraceCursor(trace, nowUs);
    this.#rateBps = rateBps;
    if (this.#sending !== undefined) this.doneUs = this.#serve(nowUs, leftBytes);
  }

  /** Takes one in; false where the queue is full. */
  offer(nowUs: number, packet: P): boolean {
    packet.enqueuedUs = nowUs;
    if (this.#sending === undefined) {
      this.#send(nowUs, packet);
      return true;
    }
    const { queueMs, queueBytes } = this.#settings;
    const full =
      queueBytes > 0 ? this.queuedBytes + packet.bytes > queueBytes : this.#waitUs(nowUs) > queueMs * 1000;
    if (full) return false;
    this.#queue.push(packet);
    this.queuedBytes += packet.bytes;
    return true;
  }

  /** Takes out what was being sent until `doneUs`, and goes on with the next. */
  finish(): P {
    const nowUs = this.doneUs;
    const sent = this.#sending!;
    this.#sending = undefined;
    this.doneUs = Infinity;
    const codel = this.#settings.queue === 'codel' ? this.#codel : undefined;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.queuedBytes -= next.bytes;
      if (codel?.drops(nowUs, nowUs - next.enqueuedUs, next.bytes, this.queuedBytes) !== true) {
        this.#send(nowUs, next);
        return sent;
      }
      this.#onDropped(next);
    }
    codel?.emptied();
    return sent;
  }

  #send(nowUs: number, packet: P): void {
    this.#sending = packet;
    this.doneUs = this.#serve(nowUs, packet.bytes);
  }

  #serve(nowUs: number, bytes: number): number {
    if (this.#trace !== undefined) return this.#trace.serve(nowUs, bytes);
    return this.#rateBps === 0 ? nowUs : nowUs + (bytes * 8e6) / this.#rateBps;
  }

  /** How long one that comes now waits until it is sent. With a trace, at its mean rate. */
  #waitUs(nowUs: number): number {
    if (this.#rateBps === 0) return 0;
    const sendingUs = this.#trace === undefined ? this.doneUs - nowUs : 0;
    return sendingUs + (this.queuedBytes * 8e6) / this.#rateBps;
  }

  /** What of the one that is being sent has not left yet. With a trace, all of it. */
  #leftBytes(nowUs: number): number {
    if (this.#sending === undefined) return 0;
    if (this.#trace !== undefined) return this.#sending.bytes;
    return (Math.max(0, this.doneUs - nowUs) * this.#rateBps) / 8e6;
  }
}
