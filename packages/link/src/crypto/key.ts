import sodium from 'sodium-native';
import { LinkError } from '../error.ts';

/** A Curve25519 key pair: 32 bytes each. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** Length of a public or secret key in bytes. */
export const keyBytes = 32;

/** Fills `into` with random bytes. The protocol takes all of its randomness from one of these. */
export type RandomSource = (into: Uint8Array) => void;

const checksumBytes = 3;
const textLength = ((keyBytes + checksumBytes) * 8) / 5;
/** Crockford's base 32: no i, l, o, u. What is read aloud or typed wrong most often decodes the same. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const checksumDomain = Buffer.from('ajar key 1');

/** A new key pair from the system's randomness, or from `random`. */
export function generateKeyPair(random?: RandomSource): KeyPair {
  const secretKey = Buffer.alloc(keyBytes);
  if (random === undefined) sodium.randombytes_buf(secretKey);
  else random(secretKey);
  return keyPairFromSecret(secretKey);
}

/** The key pair of a secret key (32 bytes), which is copied. Throws `LinkError` `bad-key` for another length. */
export function keyPairFromSecret(secretKey: Uint8Array): KeyPair {
  if (secretKey.length !== keyBytes) {
    throw new LinkError('bad-key', `a secret key has ${keyBytes} bytes, this one has ${secretKey.length}`);
  }
  const secret = Buffer.from(secretKey);
  const publicKey = Buffer.alloc(keyBytes);
  sodium.crypto_scalarmult_base(publicKey, secret);
  return { publicKey, secretKey: secret };
}

/** A public key as 56 lower-case letters and digits that people can type: base 32 of the key and a 24-bit checksum. */
export function encodeKey(publicKey: Uint8Array): string {
  if (publicKey.length !== keyBytes) {
    throw new LinkError('bad-key', `a public key has ${keyBytes} bytes, this one has ${publicKey.length}`);
  }
  const bytes = Buffer.concat([publicKey, checksumOf(publicKey)]);
  let text = '';
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(pending >>> bits) & 31];
    }
    pending &= (1 << bits) - 1;
  }
  return text;
}

/**
 * The public key of a text from `encodeKey`. Case, spaces and hyphens do not matter; o reads as 0, i and l as 1.
 * Throws `LinkError` `bad-key` that says whether the length, a letter or the checksum is wrong.
 */
export function decodeKey(text: string): Uint8Array {
  const letters = text.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
  for (const letter of letters) {
    if (!alphabet.includes(letter)) {
      throw new LinkError(
        'bad-key',
        `a key has only letters and digits, not "${letter}"; copy it from \`ajar key\``,
      );
    }
  }
  if (letters.length !== textLength) {
    throw new LinkError(
      'bad-key',
      `a key has ${textLength} letters, this one has ${letters.length}; copy it whole from \`ajar key\``,
    );
  }
  const bytes = Buffer.alloc(keyBytes + checksumBytes);
  let at = 0;
  let bits = 0;
  let pending = 0;
  for (const letter of letters) {
    pending = (pending << 5) | alphabet.indexOf(letter);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = pending >>> bits;
    pending &= (1 << bits) - 1;
  }
  const key = bytes.subarray(0, keyBytes);
  if (!checksumOf(key).equals(bytes.subarray(keyBytes))) {
    throw new LinkError(
      'bad-key',
      'the key is mistyped: its checksum does not match; copy it from `ajar key`',
    );
  }
  return new Uint8Array(key);
}

function checksumOf(publicKey: Uint8Array): Buffer {
  const hash = Buffer.alloc(sodium.crypto_generichash_BYTES);
  sodium.crypto_generichash(hash, Buffer.concat([checksumDomain, publicKey]));
  return hash.subarray(0, checksumBytes);
}
