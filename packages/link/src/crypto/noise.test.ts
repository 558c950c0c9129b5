import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { seal } from './aead.ts';
import { keyPairFromSecret } from './key.ts';
import { NoiseInitiator, NoiseResponder } from './noise.ts';

interface Vector {
  readonly protocol_name: string;
  readonly init_prologue: string;
  readonly init_static: string;
  readonly init_ephemeral: string;
  readonly init_remote_static: string;
  readonly resp_static: string;
  readonly resp_ephemeral: string;
  readonly handshake_hash: string;
  readonly messages: { readonly payload: string; readonly ciphertext: string }[];
}

const published = new URL('../../../../../shared/vectors/noise-25519-chachapoly.json', import.meta.url);
const name = 'Noise_IK_25519_ChaChaPoly_BLAKE2b';
const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex');

test('given the published vector of this handshake, when it is replayed, then every byte agrees', (t) => {
  if (!existsSync(published)) {
    t.skip(`the published Noise vectors are not beside this repository (${published.pathname})`);
    return;
  }
  const file = JSON.parse(readFileSync(published, 'utf8')) as { vectors: Vector[] };
  const vector = file.vectors.find((candidate) => candidate.protocol_name === name);
  assert.ok(vector, `${name} is in the file`);
  const [hello, welcome, ...transport] = vector.messages;
  const prologue = fromHex(vector.init_prologue);
  const initiator = new NoiseInitiator(
    prologue,
    keyPairFromSecret(fromHex(vector.init_static)),
    fromHex(vector.init_remote_static),
    keyPairFromSecret(fromHex(vector.init_ephemeral)),
    fromHex(hello!.payload),
  );
  assert.equal(Buffer.from(initiator.message).toString('hex'), hello!.ciphertext);

  const responder = NoiseResponder.open(
    prologue,
    keyPairFromSecret(fromHex(vector.resp_static)),
    initiator.message,
  );
  assert.equal(Buffer.from(responder!.payload).toString('hex'), hello!.payload);
  const ephemeral = keyPairFromSecret(fromHex(vector.resp_ephemeral));
  const answer = responder!.answer(ephemeral, fromHex(welcome!.payload));
  assert.equal(Buffer.from(answer.message).toString('hex'), welcome!.ciphertext);

  const finished = initiator.finish(answer.message);
  assert.equal(Buffer.from(finished!.payload).toString('hex'), welcome!.payload);
  assert.equal(finished!.keys.hash.toString('hex'), vector.handshake_hash);
  assert.deepEqual(finished!.keys.send, answer.keys.receive);
  assert.deepEqual(finished!.keys.receive, answer.keys.send);

  // Transport messages alternate, the initiator first; every direction counts its own nonces.
  for (const [order, message] of transport.entries()) {
    const key = order % 2 === 0 ? finished!.keys.send : finished!.keys.receive;
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32LE(Math.floor(order / 2), 4);
    const sealed = Buffer.alloc(message.payload.length / 2 + 16);
    seal(sealed, fromHex(message.payload), Buffer.alloc(0), nonce, key);
    assert.equal(sealed.toString('hex'), message.ciphertext);
  }
  assert.ok(transport.length >= 2);
});
