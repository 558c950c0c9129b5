import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import Noise from 'noise-handshake';
import { seededBytes } from '../testing/random.ts';
import { type Run, runNoise } from '../testing/reference-noise.ts';
import { seal } from './aead.ts';
import { type KeyPair, keyPairFromSecret } from './key.ts';
import { asBuffers, NoiseInitiator, NoiseResponder } from './noise.ts';
import { PairingInitiator, PairingResponder } from './noise-pairing.ts';

interface Vector {
  readonly protocol_name: string;
  readonly init_prologue: string;
  readonly init_psks?: readonly string[];
  readonly init_static?: string;
  readonly init_ephemeral: string;
  readonly resp_static?: string;
  readonly resp_ephemeral: string;
  readonly handshake_hash: string;
  readonly messages: { readonly payload: string; readonly ciphertext: string }[];
}

const published = new URL('../../../../../shared/vectors/noise-25519-chachapoly.json', import.meta.url);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const fromHex = (text: string): Buffer => Buffer.from(text, 'hex');
const optional = (text: string | undefined): Buffer | undefined =>
  text === undefined ? undefined : fromHex(text);

/** The published vectors; undefined where they are not. */
function vectors(t: TestContext): Vector[] | undefined {
  if (existsSync(published))
    return (JSON.parse(readFileSync(published, 'utf8')) as { vectors: Vector[] }).vectors;
  t.skip(`the published Noise vectors are not beside this repository (${published.pathname})`);
  return undefined;
}

function runOf(vector: Vector): Run {
  return {
    protocol: vector.protocol_name,
    prologue: fromHex(vector.init_prologue),
    psk: optional(vector.init_psks?.[0]),
    initiator: { s: optional(vector.init_static), e: fromHex(vector.init_ephemeral) },
    responder: { s: optional(vector.resp_static), e: fromHex(vector.resp_ephemeral) },
    payloads: vector.messages.map(({ payload }) => fromHex(payload)),
  };
}

/** A handshake with secrets of no published vector. */
function invented(protocol: string, seed: number): Run {
  const random = seededBytes(seed);
  const bytes = (count: number): Buffer => {
    const made = Buffer.alloc(count);
    random(made);
    return made;
  };
  return {
    protocol,
    prologue: bytes(13),
    psk: bytes(32),
    initiator: { s: bytes(32), e: bytes(32) },
    responder: { s: bytes(32), e: bytes(32) },
    payloads: [bytes(20), bytes(0), bytes(1000), bytes(16), bytes(33)],
  };
}

/** Plays a handshake and the transport messages behind it with the library in use. */
function play(run: Run): { messages: string[]; hash: string } {
  const pattern = run.protocol.split('_')[1] as 'IK' | 'XX' | 'XXpsk0' | 'NNpsk0';
  const sides = [run.initiator, run.responder].map(({ s, e }, side) => {
    const pair = asBuffers(keyPairFromSecret(s ?? Buffer.alloc(32, 1)));
    const noise = new Noise(
      pattern,
      side === 0,
      pair,
      run.psk === undefined ? {} : { psk: Buffer.from(run.psk) },
    );
    const remote = side === 0 && pattern === 'IK' ? keyPairFromSecret(run.responder.s!).publicKey : undefined;
    noise.initialise(run.prologue, remote && Buffer.from(remote));
    noise.e = asBuffers(keyPairFromSecret(e));
    return noise;
  });
  const messages: string[] = [];
  while (!sides[0]!.complete || !sides[1]!.complete) {
    const order = messages.length;
    const message = sides[order % 2]!.send(run.payloads[order]!);
    messages.push(hex(message));
    assert.equal(hex(sides[1 - (order % 2)]!.recv(Buffer.from(message))), hex(run.payloads[order]!));
  }
  const counters = [0, 0];
  for (const payload of run.payloads.slice(messages.length)) {
    const direction = messages.length % 2;
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32LE(counters[direction]!++, 4);
    const sealed = Buffer.alloc(payload.length + 16);
    seal(sealed, payload, Buffer.alloc(0), nonce, sides[direction]!.tx);
    assert.deepEqual(sides[direction]!.tx, sides[1 - direction]!.rx);
    messages.push(hex(sealed));
  }
  return { messages, hash: hex(sides[0]!.hash) };
}

test('given every published vector, when the reference of the tests replays it, then every byte agrees, whatever pattern and hash', (t) => {
  const all = vectors(t);
  if (all === undefined) return;
  assert.equal(all.length, 24);
  for (const vector of all) {
    const { messages, hash } = runNoise(runOf(vector));
    const ciphertexts = vector.messages.map(({ ciphertext }) => ciphertext);
    assert.deepEqual(messages.map(hex), ciphertexts, vector.protocol_name);
    assert.equal(hex(hash), vector.handshake_hash);
  }
});

test('given the published vectors of patterns that the library knows, when it plays them, then every byte agrees', (t) => {
  const all = vectors(t);
  if (all === undefined) return;
  const known = all.filter(({ protocol_name: name }) =>
    /^Noise_(?:IK|XX|XXpsk0|NNpsk0)_.*_BLAKE2b$/.test(name),
  );
  assert.ok(known.length >= 3);
  for (const vector of known) {
    const { messages, hash } = play(runOf(vector));
    const ciphertexts = vector.messages.map(({ ciphertext }) => ciphertext);
    assert.deepEqual(messages, ciphertexts, vector.protocol_name);
    assert.equal(hash, vector.handshake_hash);
  }
});

test('given handshakes of every pattern in use, when library and reference play them, then every byte agrees', () => {
  for (const pattern of ['IK', 'XX', 'XXpsk0', 'NNpsk0']) {
    for (let seed = 1; seed <= 5; seed++) {
      const { psk, ...run } = invented(`Noise_${pattern}_25519_ChaChaPoly_BLAKE2b`, seed);
      const whole = pattern.includes('psk') ? { ...run, psk } : run;
      const { messages, hash } = runNoise(whole);
      assert.deepEqual(play(whole), { messages: messages.map(hex), hash: hex(hash) }, pattern);
    }
  }
});

/** The same message with another last bit. */
function forge(message: Buffer): Buffer {
  return Buffer.concat([message.subarray(0, -1), Buffer.from([message.at(-1)! ^ 1])]);
}

/** The initiator's key pair, and so on. */
function pairs(run: Run): Record<'is' | 'ie' | 'rs' | 're', KeyPair> {
  return {
    is: keyPairFromSecret(run.initiator.s!),
    ie: keyPairFromSecret(run.initiator.e),
    rs: keyPairFromSecret(run.responder.s!),
    re: keyPairFromSecret(run.responder.e),
  };
}

test('given a call, when both sides have made it, then the messages are those of Noise IK, and forged answers change nothing', () => {
  const run = invented('Noise_IK_25519_ChaChaPoly_BLAKE2b', 7);
  const { is, ie, rs, re } = pairs(run);
  const { messages, hash } = runNoise(run);
  const initiator = new NoiseInitiator(run.prologue, is, rs.publicKey, ie, run.payloads[0]!);
  assert.equal(hex(initiator.message), hex(messages[0]!));
  const responder = NoiseResponder.open(run.prologue, rs, initiator.message);
  assert.equal(hex(responder!.peerKey), hex(is.publicKey));
  const answer = responder!.answer(re, run.payloads[1]!);
  assert.equal(hex(answer.message), hex(messages[1]!));
  for (const at of [0, 40, answer.message.length - 1]) {
    const forged = Uint8Array.from(answer.message);
    forged[at]! ^= 1;
    assert.equal(initiator.finish(forged), undefined);
  }
  const finished = initiator.finish(answer.message);
  assert.deepEqual([hex(finished!.payload), hex(finished!.keys.hash)], [hex(run.payloads[1]!), hex(hash)]);
  assert.deepEqual([finished!.keys.send, finished!.keys.receive], [answer.keys.receive, answer.keys.send]);
});

test('given a pairing, when both sides have made it, then the messages are those of Noise XXpsk0, and forged ones change nothing', () => {
  const run = invented('Noise_XXpsk0_25519_ChaChaPoly_BLAKE2b', 8);
  const { is, ie, rs, re } = pairs(run);
  const { messages, hash } = runNoise(run);
  const [prologue, key] = [run.prologue, run.psk!];
  const initiator = new PairingInitiator({ prologue, own: is, key }, ie, run.payloads[0]!);
  assert.equal(hex(initiator.message), hex(messages[0]!));
  const responder = PairingResponder.open({ prologue, own: rs, key }, initiator.message);
  assert.equal(hex(responder!.payload), hex(run.payloads[0]!));
  assert.equal(hex(responder!.answer(re, run.payloads[1]!)), hex(messages[1]!));
  assert.equal(
    PairingResponder.open({ prologue, own: rs, key: Buffer.alloc(32) }, initiator.message),
    undefined,
  );
  assert.equal(
    initiator.finish(forge(messages[1]!), () => run.payloads[2]),
    undefined,
  );
  const finished = initiator.finish(messages[1]!, (payload) => {
    assert.equal(hex(payload), hex(run.payloads[1]!));
    return run.payloads[2];
  });
  assert.deepEqual([hex(finished!.message), hex(finished!.peerKey)], [hex(messages[2]!), hex(rs.publicKey)]);
  assert.equal(responder!.finish(forge(messages[2]!)), undefined);
  const met = responder!.finish(messages[2]!);
  assert.deepEqual([hex(met!.peerKey), hex(met!.payload)], [hex(is.publicKey), hex(run.payloads[2]!)]);
  assert.deepEqual([hex(met!.keys.hash), hex(finished!.keys.hash)], [hex(hash), hex(hash)]);
});
