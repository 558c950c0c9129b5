import sodium from 'sodium-native';
import type { RandomSource } from '../crypto/key.ts';
import { LinkError } from '../error.ts';

/** Crockford's base 32, as in keys: no i, l, o, u. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const codeLetters = 10;
const groupLetters = 5;
const minLetters = 8;
const maxLetters = 64;
const keyBytes = 32;
/** Argon2id (RFC 9106): three passes over 128 MiB, about 0.2 s of a core. */
const passes = 3;
const memoryBytes = 128 * 1024 * 1024;
const salt = Buffer.alloc(sodium.crypto_pwhash_SALTBYTES);
sodium.crypto_generichash(salt, Buffer.from('ajar pairing code'));

/** A new code of ten letters and digits (50 bits), in two groups that people can read to each other. */
export function generatePairingCode(random: RandomSource): string {
  const bytes = Buffer.alloc(codeLetters);
  random(bytes);
  const letters = Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('');
  return `${letters.slice(0, groupLetters)}-${letters.slice(groupLetters)}`;
}

/**
 * The pre-shared key of a code, 32 bytes, made slowly on purpose and beside this thread. Case, spaces and hyphens do not matter;
 * o reads as 0, i and l as 1. Throws `LinkError` `bad-code`.
 */
export async function pairingKey(code: string): Promise<Uint8Array> {
  const letters = lettersOf(code);
  const key = Buffer.alloc(keyBytes);
  await derive(key, letters);
  return key;
}

/** The same at once, for where a fifth of a second does not matter. */
export function pairingKeySync(code: string): Uint8Array {
  const key = Buffer.alloc(keyBytes);
  const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13;
  sodium.crypto_pwhash(key, lettersOf(code), salt, passes, memoryBytes, algorithm);
  return key;
}

function derive(key: Buffer, letters: Buffer): Promise<void> {
  const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13;
  return new Promise((done, failed) => {
    sodium.crypto_pwhash_async(key, letters, salt, passes, memoryBytes, algorithm, (error) => {
      if (error === null || error === undefined) done();
      else failed(error);
    });
  });
}

function lettersOf(code: string): Buffer {
  const letters = code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
  for (const letter of letters) {
    if (!alphabet.includes(letter)) {
      throw new LinkError('bad-code', `a pairing code has only letters and digits, not "${letter}"`);
    }
  }
  if (letters.length < minLetters || letters.length > maxLetters) {
    const range = `${minLetters} to ${maxLetters}`;
    throw new LinkError('bad-code', `a pairing code has ${range} letters, this one has ${letters.length}`);
  }
  return Buffer.from(letters);
}
