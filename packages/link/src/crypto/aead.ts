import sodium from 'sodium-native';

/** The parts of sodium-native 5 that its published types do not know. */
declare module 'sodium-native' {
  export function crypto_aead_chacha20poly1305_ietf_encrypt(
    ciphertext: Uint8Array,
    message: Uint8Array,
    associatedData: Uint8Array,
    secretNonce: null,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number;

  export function crypto_aead_chacha20poly1305_ietf_decrypt(
    message: Uint8Array,
    secretNonce: null,
    ciphertext: Uint8Array,
    associatedData: Uint8Array,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number;
}

/** ChaCha20-Poly1305 (RFC 8439). `sealed` is 16 bytes longer than `plain` and may start at the same byte. */
export function seal(
  sealed: Uint8Array,
  plain: Uint8Array,
  header: Uint8Array,
  nonce: Uint8Array,
  key: Uint8Array,
): void {
  sodium.crypto_aead_chacha20poly1305_ietf_encrypt(sealed, plain, header, null, nonce, key);
}

/** The reverse. False when the tag does not match; `plain` is worthless then. */
export function open(
  plain: Uint8Array,
  sealed: Uint8Array,
  header: Uint8Array,
  nonce: Uint8Array,
  key: Uint8Array,
): boolean {
  try {
    sodium.crypto_aead_chacha20poly1305_ietf_decrypt(plain, null, sealed, header, nonce, key);
    return true;
  } catch {
    return false;
  }
}
