import sodium from 'sodium-native';
import type { Address } from '../address.ts';
import { generateKeyPair, type KeyPair, type RandomSource } from '../crypto/key.ts';
import { NoiseResponder, type SessionKeys } from '../crypto/noise.ts';
import { datagramType, helloNoiseAt, magic, protocolVersion, welcomeNoiseAt } from '../wire/datagram.ts';
import { decodeIntroduction, encodeIntroduction, type Introduction } from '../wire/introduction.ts';
import { prologue } from './prologue.ts';

/** What a hello turned out to be. */
export type HelloOutcome =
  | { readonly type: 'peer'; readonly hello: NoiseResponder; readonly peer: Introduction }
  | { readonly type: 'stranger'; readonly key: Uint8Array }
  | { readonly type: 'wrong-key' }
  | { readonly type: 'malformed' };

/** Opens a hello. Only `peer` may be answered. */
export function openHello(datagram: Uint8Array, own: KeyPair, peerKey: Uint8Array): HelloOutcome {
  const hello = NoiseResponder.open(prologue, own, datagram.subarray(helloNoiseAt));
  if (hello === undefined) return { type: 'wrong-key' };
  if (!sodium.sodium_memcmp(Buffer.from(hello.peerKey), Buffer.from(peerKey))) {
    return { type: 'stranger', key: hello.peerKey };
  }
  const peer = decodeIntroduction(hello.payload);
  return peer === undefined ? { type: 'malformed' } : { type: 'peer', hello, peer };
}

/** Makes the welcome to a peer's hello. It is shorter than any hello, so that it amplifies nothing. */
export function makeWelcome(
  hello: NoiseResponder,
  peer: Introduction,
  own: Introduction,
  random: RandomSource,
): { welcome: Buffer; keys: SessionKeys } {
  const { message, keys } = hello.answer(generateKeyPair(random), encodeIntroduction(own));
  const welcome = Buffer.alloc(welcomeNoiseAt + message.length);
  welcome[0] = datagramType.welcome;
  welcome[1] = protocolVersion;
  welcome.writeUInt32BE(magic, 2);
  welcome.writeUInt32BE(peer.connectionId, 6);
  welcome.set(message, welcomeNoiseAt);
  return { welcome, keys };
}

/** An answer that waits to be sent. */
export interface Reply {
  readonly datagram: Buffer;
  readonly to: Address;
}
