import { chunksAt, maxDatagramBytes, tagBytes } from '../wire/datagram.ts';

/**
 * How large a datagram of media may be on the path in use, as far as is known now. One object is shared by whoever finds it
 * out and whoever fills packets; it may shrink at any time, after which what is still to be sent has to be cut anew.
 */
export class PathLimits {
  /** From 1200 up, in bytes. */
  datagramBytes: number = maxDatagramBytes;

  /** Where the chunks of a packet end at most. */
  get chunksEnd(): number {
    return this.datagramBytes - tagBytes;
  }

  /** Bytes of chunks in one packet at most. */
  get chunkBytes(): number {
    return this.chunksEnd - chunksAt;
  }
}
