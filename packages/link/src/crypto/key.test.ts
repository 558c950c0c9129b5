import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { LinkError } from '../error.ts';
import { decodeKey, encodeKey, generateKeyPair, keyPairFromSecret } from './key.ts';

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

function problemOf(text: string): string {
  try {
    decodeKey(text);
  } catch (error) {
    assert.ok(error instanceof LinkError && error.code === 'bad-key');
    return error.message;
  }
  return '';
}

test('given any key, when it is written and read, then it is the same, whatever people do to its looks', () => {
  fc.assert(
    fc.property(keys, (key) => {
      const text = encodeKey(key);
      assert.equal(text.length, 56);
      assert.deepEqual(decodeKey(text), key);
      const mangled = ` ${text
        .toUpperCase()
        .replaceAll('0', 'O')
        .replaceAll('1', 'l')
        .replace(/(.{7})/g, '$1-')}\n`;
      assert.deepEqual(decodeKey(mangled), key);
    }),
    { numRuns: 200 },
  );
});

test('given a key with one letter wrong or two swapped, when it is read, then the checksum is named', () => {
  fc.assert(
    fc.property(keys, fc.nat(55), fc.nat(30), (key, at, shift) => {
      const text = encodeKey(key);
      const wrong = alphabet[(alphabet.indexOf(text[at]!) + 1 + shift) % 32]!;
      assert.match(problemOf(text.slice(0, at) + wrong + text.slice(at + 1)), /mistyped.*checksum/);
      const next = text[at + 1];
      if (next === undefined || next === text[at]) return;
      assert.match(problemOf(text.slice(0, at) + next + text[at] + text.slice(at + 2)), /mistyped/);
    }),
    { numRuns: 300 },
  );
});

test('given a text that is no key, when it is read, then the error says what is wrong', () => {
  const text = encodeKey(generateKeyPair().publicKey);
  assert.match(problemOf(text.slice(1)), /56 letters, this one has 55/);
  assert.match(problemOf(`${text.slice(0, 20)}!${text.slice(21)}`), /not "!"/);
  assert.match(problemOf(''), /56 letters, this one has 0/);
  assert.match(problemOf('ü'.repeat(56)), /not "ü"/);
});

test('given any secret key, when its pair is made, then the public key is the one that OpenSSL finds', () => {
  const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
  fc.assert(
    fc.property(keys, (secret) => {
      const key = createPrivateKey({ key: Buffer.concat([pkcs8, secret]), format: 'der', type: 'pkcs8' });
      const expected = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
      assert.deepEqual(Buffer.from(keyPairFromSecret(secret).publicKey), expected);
    }),
    { numRuns: 20 },
  );
  assert.throws(() => keyPairFromSecret(new Uint8Array(31)), /has 32 bytes, this one has 31/);
});
