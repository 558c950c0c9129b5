/** The version of the protocol that this package speaks. */
export const protocolVersion = 2;

/** First bytes of a datagram. All are ≥ 0xC0, so that STUN, DTLS, TURN and RTP may share the port (RFC 7983). */
export const datagramType = { hello: 0xc1, welcome: 0xc2, sealed: 0xc3, cookie: 0xc4 } as const;
/** First bytes of the datagrams of a pairing. */
export const pairingType = { first: 0xc5, second: 0xc6, third: 0xc7 } as const;

/** The largest datagram that is sent, in bytes, where a path is not known to carry more. Every path of the Internet that matters carries it. */
export const maxDatagramBytes = 1200;
/** The largest datagram that is accepted, and to which a path may be probed, in bytes: a jumbo frame. */
export const maxReceivedBytes = 9216;
/** Bytes of the authentication tag at the end of a sealed datagram. */
export const tagBytes = 16;

/** Sealed datagram: type, version, packet number (48 bits), destination connection id (32 bits). */
export const headerBytes = 12;
/** The plaintext of a sealed datagram starts with the sender's clock (48 bits, µs). */
const sentTimeBytes = 6;
/** Where the chunks of an opened datagram start. */
export const chunksAt: number = headerBytes + sentTimeBytes;
/** Where the chunks of a packet end at most; shards may go beyond on a path that carries more. */
export const chunksEnd: number = maxDatagramBytes - tagBytes;

/** `ajar`, at offset 2 of everything that is not sealed, in every version. */
export const magic = 0x616a6172;
/** Hello: type, version, magic, cookie (16 bytes), code (16 bytes), Noise message 1. Always `helloBytes` long. */
export const helloBytes = 1200;
export const helloCookieAt = 6;
export const helloMacAt = 22;
export const helloNoiseAt = 38;
/** Cookie reply: type, version, magic, code of the hello, cookie, code of all before (16 bytes each). */
export const cookieReplyBytes = 54;
/** Welcome: type, version, magic, destination connection id, Noise message 2. */
export const welcomeNoiseAt = 10;

/** Highest packet number of a session. A session that reaches it ends. */
export const maxPacketNumber = 0xffff_ffff_ffff;
