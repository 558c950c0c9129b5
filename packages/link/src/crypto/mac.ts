import sodium from 'sodium-native';

/** Bytes of a code. */
export const macBytes = 16;
const keyBytes = 32;

/** Message authentication codes of 16 bytes: keyed BLAKE2b (RFC 7693). */
export class Mac {
  readonly #key: Buffer;
  readonly #code: Buffer = Buffer.alloc(macBytes);

  /** `key` has 32 bytes. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** A key that everyone can compute who knows a public key, for one purpose. */
  static knowing(publicKey: Uint8Array, purpose: string): Mac {
    const key = Buffer.alloc(keyBytes);
    sodium.crypto_generichash(key, Buffer.concat([Buffer.from(purpose), publicKey]));
    return new Mac(key);
  }

  /** The code of `input`. Valid until the next call. */
  of(input: Uint8Array): Buffer {
    sodium.crypto_generichash(this.#code, bufferOf(input), this.#key);
    return this.#code;
  }

  /** Whether the 16 bytes of `datagram` from `at` on are the code of `input`. Takes as long whatever they are. */
  matches(input: Uint8Array, datagram: Uint8Array, at: number): boolean {
    const code = this.of(input);
    let different = 0;
    for (let byte = 0; byte < macBytes; byte++) different |= code[byte]! ^ datagram[at + byte]!;
    return different === 0;
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
