/** The longest message, in bytes. */
export const maxMessageBytes: number = 1024 * 1024;
/** Bytes in front of each message in the stream: its length, 32 bits. */
export const messagePrefixBytes = 4;
/** How far beyond the last acknowledged byte a sender may go before it has heard of the receiver's window. */
export const messageWindowBytes: number = 256 * 1024;
/** How much may wait at the sender, prefixes included. */
export const maxQueuedMessageBytes: number = 4 * 1024 * 1024;
