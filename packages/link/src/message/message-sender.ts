import { messageHeadBytes, writeMessageHead } from '../wire/control.ts';
import { chunksAt, chunksEnd } from '../wire/datagram.ts';
import type { Slab } from '../wire/slab.ts';
import { ByteRing } from './byte-ring.ts';
import { InFlight } from './in-flight.ts';
import { maxQueuedMessageBytes, messagePrefixBytes, messageWindowBytes } from './limits.ts';

const maxSegmentBytes = chunksEnd - chunksAt - messageHeadBytes;
const startWindowBytes = 32 * 1024;
const minWindowBytes = 4 * maxSegmentBytes;
const minTimeoutUs = 20_000;
const maxTimeoutUs = 2_000_000;
const firstTimeoutUs = 250_000;

/**
 * The sending half of the message channel: a stream of length-prefixed messages in segments, repeated until acknowledged.
 * Loss is found by time (RFC 8985) or by timeout (RFC 6298); the congestion window is that of RFC 5681.
 */
export class MessageSender {
  readonly #ring = new ByteRing(64 * 1024);
  readonly #prefix = Buffer.alloc(messagePrefixBytes);
  readonly #flight = new InFlight();
  /** Stream offsets: acknowledged up to, sent up to, written up to, allowed up to. */
  #acked = 0;
  #sent = 0;
  #end = 0;
  #limit = messageWindowBytes;
  /** The start of the first message that is not wholly acknowledged lies at or before this offset, and one starts here. */
  #boundary = 0;
  #windowBytes = startWindowBytes;
  #thresholdBytes = Number.POSITIVE_INFINITY;
  /** Data sent before this offset does not shrink the window again. */
  #recoverAt = 0;
  #backoff = 1;
  #lastSentUs = 0;

  /** Copies a message into the queue. False when it does not fit now. */
  push(data: Uint8Array): boolean {
    const bytes = messagePrefixBytes + data.length;
    if (this.#end - this.#acked + bytes > maxQueuedMessageBytes) return false;
    this.#ring.grow(this.#end - this.#acked + bytes, this.#acked, this.#end);
    this.#prefix.writeUInt32BE(data.length);
    this.#ring.write(this.#end, this.#prefix, 0, messagePrefixBytes);
    const source = Buffer.from(data.buffer, data.byteOffset, data.length);
    this.#ring.write(this.#end + messagePrefixBytes, source, 0, data.length);
    this.#end += bytes;
    return true;
  }

  /** Whether a segment may leave now. */
  ready(nowUs: number, rttUs: number, deviationUs: number): boolean {
    this.#expire(nowUs, rttUs, deviationUs);
    return this.#flight.hasLost || this.#mayProbe(nowUs, rttUs, deviationUs) || this.#mayAdvance();
  }

  /** Writes the next segment as a chunk and returns where it ends. Only after `ready`. */
  write(nowUs: number, slab: Slab, at: number): number {
    let offset = this.#sent;
    let bytes = 0;
    if (this.#flight.takeLost(nowUs)) {
      offset = this.#flight.offset;
      bytes = this.#flight.bytes;
    } else if (this.#mayAdvance()) {
      bytes = Math.min(maxSegmentBytes, this.#end - this.#sent, this.#limit - this.#sent);
      this.#flight.add(nowUs, offset, bytes);
      this.#sent += bytes;
    } else {
      this.#backoff = Math.min(this.#backoff * 2, 64);
    }
    this.#lastSentUs = nowUs;
    const dataAt = writeMessageHead(slab.view, at, offset, bytes);
    this.#ring.read(offset, bytes, slab.bytes, dataAt);
    return dataAt + bytes;
  }

  /** The peer has everything before `cumulative` and has room up to `limit`. */
  acknowledge(cumulative: number, limit: number): void {
    if (cumulative > this.#sent || cumulative < this.#acked) return;
    this.#limit = Math.max(this.#limit, limit);
    const acked = cumulative - this.#acked;
    if (acked === 0) return;
    while (this.#boundary < cumulative) {
      this.#boundary += messagePrefixBytes + this.#ring.readU32(this.#boundary);
    }
    this.#acked = cumulative;
    this.#flight.ackRange(0, cumulative);
    this.#backoff = 1;
    this.#grow(acked);
  }

  /** The peer also has [from, to). */
  acknowledgeRange(from: number, to: number): void {
    if (from < this.#acked || to > this.#sent || from >= to) return;
    this.#flight.ackRange(from, to);
  }

  /** After an acknowledgement: what was sent clearly before something that has arrived is lost. */
  detectLoss(rttUs: number): void {
    const lostFrom = this.#flight.loseOvertaken(Math.max(3000, (rttUs || 0) / 4));
    if (lostFrom >= this.#recoverAt) this.#shrink(0.5);
  }

  /** When a timeout is due, µs; infinity when nothing is waited for. */
  timeoutUs(rttUs: number, deviationUs: number): number {
    const waiting = this.#flight.oldestSentUs();
    if (waiting !== Number.POSITIVE_INFINITY) return waiting + this.#timeoutAfterUs(rttUs, deviationUs);
    if (this.#blocked()) return this.#lastSentUs + this.#timeoutAfterUs(rttUs, deviationUs);
    return Number.POSITIVE_INFINITY;
  }

  /**
   * The peer is another instance that has read nothing. Messages of which nothing was sent are kept for it; those that
   * were begun were meant for the one before and are dropped.
   */
  restart(): void {
    let from = this.#boundary;
    while (from < this.#sent) from += messagePrefixBytes + this.#ring.readU32(from);
    const kept = Buffer.alloc(this.#end - from);
    this.#ring.read(from, kept.length, kept, 0);
    this.#ring.write(0, kept, 0, kept.length);
    this.#flight.clear();
    this.#acked = 0;
    this.#sent = 0;
    this.#boundary = 0;
    this.#recoverAt = 0;
    this.#end = kept.length;
    this.#limit = messageWindowBytes;
    this.#windowBytes = startWindowBytes;
    this.#thresholdBytes = Number.POSITIVE_INFINITY;
    this.#backoff = 1;
  }

  #mayAdvance(): boolean {
    if (this.#sent >= this.#end || this.#sent >= this.#limit) return false;
    return this.#flight.inFlightBytes < this.#windowBytes && !this.#flight.full;
  }

  /** Data waits, nothing is under way, and the peer has no room: an answer with new room may have been lost. */
  #blocked(): boolean {
    return this.#sent < this.#end && this.#sent >= this.#limit && this.#flight.inFlightBytes === 0;
  }

  #mayProbe(nowUs: number, rttUs: number, deviationUs: number): boolean {
    return this.#blocked() && nowUs >= this.#lastSentUs + this.#timeoutAfterUs(rttUs, deviationUs);
  }

  #expire(nowUs: number, rttUs: number, deviationUs: number): void {
    if (this.#flight.oldestSentUs() + this.#timeoutAfterUs(rttUs, deviationUs) > nowUs) return;
    this.#flight.loseAll();
    this.#backoff = Math.min(this.#backoff * 2, 64);
    this.#shrink(0);
  }

  #timeoutAfterUs(rttUs: number, deviationUs: number): number {
    const base = Number.isNaN(rttUs) ? firstTimeoutUs : rttUs + Math.max(4 * deviationUs, 10_000);
    return Math.min(maxTimeoutUs, Math.max(minTimeoutUs, base) * this.#backoff);
  }

  #grow(ackedBytes: number): void {
    const slowStart = this.#windowBytes < this.#thresholdBytes;
    this.#windowBytes += slowStart ? ackedBytes : (ackedBytes * maxSegmentBytes) / this.#windowBytes;
    this.#windowBytes = Math.min(this.#windowBytes, messageWindowBytes * 2);
  }

  #shrink(factor: number): void {
    this.#thresholdBytes = Math.max(minWindowBytes, this.#windowBytes / 2);
    this.#windowBytes = Math.max(minWindowBytes, this.#windowBytes * factor);
    this.#recoverAt = this.#sent;
  }
}
