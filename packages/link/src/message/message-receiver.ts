import type { EventQueue } from '../event-queue.ts';
import {
  messageAckHeadBytes,
  messageRangeBytes,
  writeMessageAckHead,
  writeMessageAckRange,
} from '../wire/control.ts';
import { chunksEnd } from '../wire/datagram.ts';
import type { Slab } from '../wire/slab.ts';
import { ByteRing } from './byte-ring.ts';
import { maxMessageBytes, messagePrefixBytes, messageWindowBytes } from './limits.ts';
import { OffsetRanges } from './offset-ranges.ts';

const maxAckRanges = 16;

/** The receiving half of the message channel: puts the stream in order and cuts it into messages. */
export class MessageReceiver {
  /** Whether an acknowledgement is owed. */
  owesAck = false;
  readonly #events: EventQueue;
  readonly #ring = new ByteRing(messageWindowBytes);
  readonly #ranges = new OffsetRanges();
  readonly #prefix = Buffer.alloc(messagePrefixBytes);
  /** Everything before this stream offset has been taken out of the ring. */
  #consumed = 0;
  #prefixBytes = 0;
  #message: Buffer | undefined;
  #messageBytes = 0;

  constructor(events: EventQueue) {
    this.#events = events;
  }

  /** Takes stream bytes that lie in `slab` in [from, to). False when the peer breaks the protocol. */
  take(offset: number, slab: Slab, from: number, to: number): boolean {
    this.owesAck = true;
    const end = offset + to - from;
    if (end > this.#consumed + messageWindowBytes) return false;
    const start = Math.max(offset, this.#consumed);
    if (start >= end || !this.#ranges.add(start, end)) return true;
    this.#ring.write(start, slab.bytes, from + (start - offset), to);
    return this.#consume();
  }

  /** Writes an acknowledgement as a chunk if it fits, and returns where it ends. */
  writeAck(slab: Slab, at: number): number {
    const room = Math.floor((chunksEnd - at - messageAckHeadBytes) / messageRangeBytes);
    if (room < 0) return at;
    const ranges = Math.min(this.#ranges.count, room, maxAckRanges);
    let end = writeMessageAckHead(slab.view, at, this.#consumed, messageWindowBytes, ranges);
    for (let range = 0; range < ranges; range++) {
      const from = this.#ranges.from(range);
      end = writeMessageAckRange(slab.view, end, from, this.#ranges.to(range) - from);
    }
    this.owesAck = false;
    return end;
  }

  /** The peer is another instance that starts its stream anew. */
  restart(): void {
    this.owesAck = false;
    this.#ranges.clear();
    this.#consumed = 0;
    this.#prefixBytes = 0;
    this.#message = undefined;
    this.#messageBytes = 0;
  }

  #consume(): boolean {
    const end = this.#ranges.takeFrom(this.#consumed);
    while (this.#consumed < end) {
      if (this.#message === undefined && !this.#readPrefix(end)) return false;
      if (this.#message !== undefined) this.#readMessage(this.#message, end);
    }
    return true;
  }

  #readPrefix(end: number): boolean {
    const bytes = Math.min(messagePrefixBytes - this.#prefixBytes, end - this.#consumed);
    this.#ring.read(this.#consumed, bytes, this.#prefix, this.#prefixBytes);
    this.#consumed += bytes;
    this.#prefixBytes += bytes;
    if (this.#prefixBytes < messagePrefixBytes) return true;
    const length = this.#prefix.readUInt32BE(0);
    if (length > maxMessageBytes) return false;
    this.#prefixBytes = 0;
    this.#messageBytes = 0;
    this.#message = Buffer.allocUnsafeSlow(length);
    // An empty message has nothing to wait for.
    if (length === 0) this.#readMessage(this.#message, this.#consumed);
    return true;
  }

  #readMessage(message: Buffer, end: number): void {
    const bytes = Math.min(message.length - this.#messageBytes, end - this.#consumed);
    this.#ring.read(this.#consumed, bytes, message, this.#messageBytes);
    this.#consumed += bytes;
    this.#messageBytes += bytes;
    if (this.#messageBytes < message.length) return;
    this.#message = undefined;
    this.#events.push({ type: 'message', data: message });
  }
}
