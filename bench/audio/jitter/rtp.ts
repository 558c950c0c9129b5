/** What the head of a packet of RTP says in the clear, also where it is encrypted (RFC 3550, section 5.1; RFC 3711). */
export interface RtpHead {
  readonly payloadType: number;
  /** Modulo 2^16. */
  readonly number: number;
  /** In samples, modulo 2^32. */
  readonly timestamp: number;
}

const leastBytes = 12;

/** Undefined for what is not RTP: STUN and DTLS have other first bytes, RTCP other types (RFC 5761, section 4; RFC 7983). */
export function readRtpHead(datagram: Uint8Array): RtpHead | undefined {
  if (datagram.length < leastBytes || datagram[0]! >> 6 !== 2) return undefined;
  const payloadType = datagram[1]! & 0x7f;
  if (payloadType >= 64 && payloadType < 96) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset);
  return { payloadType, number: view.getUint16(2), timestamp: view.getUint32(4) };
}
