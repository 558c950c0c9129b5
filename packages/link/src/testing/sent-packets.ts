import type { SentPackets } from '../congestion/sent-log.ts';

/** One packet that was sent and came, in the first slot. */
export class SentPacket implements SentPackets {
  readonly sentUs: Float64Array = new Float64Array(1);
  readonly arrivedUs: Float64Array = new Float64Array(1);
  readonly bytes: Uint16Array = new Uint16Array(1);
  readonly paced: Uint8Array = new Uint8Array(1);

  set(sentUs: number, arrivedUs: number, bytes = 1200, paced = true): this {
    this.sentUs[0] = sentUs;
    this.arrivedUs[0] = arrivedUs;
    this.bytes[0] = bytes;
    this.paced[0] = paced ? 1 : 0;
    return this;
  }
}
