declare module 'noise-handshake' {
  interface NoiseKeyPair {
    publicKey: Buffer;
    secretKey: Buffer;
  }

  /** A handshake state of the Noise protocol framework, revision 34. One object runs one handshake. */
  export default class Noise {
    constructor(
      pattern: 'IK' | 'XX' | 'XXpsk0' | 'NNpsk0',
      initiator: boolean,
      staticKeyPair?: NoiseKeyPair,
      options?: { readonly psk?: Buffer },
    );
    /** The ephemeral key pair; made by the library unless it is set before the first message. Wiped at the end. */
    e: NoiseKeyPair | null;
    /** The peer's static public key, once known. */
    rs: Buffer | null;
    readonly complete: boolean;
    /** Keys of the transport phase and the handshake hash, once complete. */
    readonly tx: Buffer;
    readonly rx: Buffer;
    readonly hash: Buffer;
    initialise(prologue: Uint8Array, remoteStatic?: Uint8Array): void;
    send(payload: Uint8Array): Buffer;
    /** Throws when the message is short or not authentic. Wipes parts of `message` when the handshake completes. */
    recv(message: Uint8Array): Buffer;
  }
}
