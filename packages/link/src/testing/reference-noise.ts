import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from 'node:crypto';

/** Tokens of the messages of a pattern (Noise revision 34, sections 7 and 9). `before` is what the initiator knows. */
const patterns: Record<string, { readonly before: readonly string[]; readonly messages: string[][] }> = {
  NN: { before: [], messages: [['e'], ['e', 'ee']] },
  IK: {
    before: ['rs'],
    messages: [
      ['e', 'es', 's', 'ss'],
      ['e', 'ee', 'se'],
    ],
  },
  XX: { before: [], messages: [['e'], ['e', 'ee', 's', 'es'], ['s', 'se']] },
};

const hashes: Record<string, string> = {
  BLAKE2b: 'blake2b512',
  BLAKE2s: 'blake2s256',
  SHA256: 'sha256',
  SHA512: 'sha512',
};

/** The secrets of both sides, and what they say, in the order of the messages. */
export interface Run {
  readonly protocol: string;
  readonly prologue: Buffer;
  readonly psk?: Buffer | undefined;
  readonly initiator: { readonly s?: Buffer | undefined; readonly e: Buffer };
  readonly responder: { readonly s?: Buffer | undefined; readonly e: Buffer };
  readonly payloads: readonly Buffer[];
}

/** What both sides of a handshake make, computed from all secrets at once. */
export interface Outcome {
  /** Handshake messages, then transport messages, which alternate. */
  readonly messages: readonly Buffer[];
  readonly hash: Buffer;
}

/**
 * The Noise protocol framework by the book, on `node:crypto`, for tests: an implementation that has nothing in common with the one
 * in use. It plays both sides, so it needs every secret.
 */
export function runNoise(run: Run): Outcome {
  const [, pattern, , , hash] = run.protocol.split('_');
  const symmetric = new Symmetric(run.protocol, hashes[hash!]!);
  const [name, psks] = [
    pattern!.slice(0, 2),
    [...pattern!.matchAll(/psk(\d)/g)].map((match) => Number(match[1])),
  ];
  const { before, messages } = patterns[name]!;
  const scripts = structuredClone(messages);
  for (const psk of psks) {
    if (psk === 0) scripts[0]!.unshift('psk');
    else scripts[psk - 1]!.push('psk');
  }
  symmetric.mixHash(run.prologue);
  if (before.includes('rs')) symmetric.mixHash(publicOf(run.responder.s!));
  const made: Buffer[] = scripts.map((tokens, order): Buffer => {
    const initiating = order % 2 === 0;
    const parts: Buffer[] = tokens.map((token) => act(symmetric, run, token, initiating, psks.length > 0));
    return Buffer.concat([...parts, symmetric.seal(run.payloads[order]!)]);
  });
  const keys = symmetric.split();
  const counters = [0, 0];
  for (const payload of run.payloads.slice(made.length)) {
    const direction = made.length % 2;
    made.push(aead(keys[direction]!, counters[direction]!++, Buffer.alloc(0), payload));
  }
  return { messages: made, hash: symmetric.hash };
}

function act(symmetric: Symmetric, run: Run, token: string, initiating: boolean, psk: boolean): Buffer {
  const sender = initiating ? run.initiator : run.responder;
  switch (token) {
    case 'e': {
      const key = publicOf(sender.e);
      symmetric.mixHash(key);
      if (psk) symmetric.mixKey(key);
      return key;
    }
    case 's':
      return symmetric.seal(publicOf(sender.s!));
    case 'psk':
      symmetric.mixKeyAndHash(run.psk!);
      return Buffer.alloc(0);
    default: {
      const [mine, theirs] = [token[0] as 'e' | 's', token[1] as 'e' | 's'];
      symmetric.mixKey(agree(run.initiator[mine]!, publicOf(run.responder[theirs]!)));
      return Buffer.alloc(0);
    }
  }
}

class Symmetric {
  hash: Buffer;
  readonly #algorithm: string;
  #chain: Buffer;
  #key: Buffer | undefined;
  #nonce = 0;

  constructor(protocol: string, algorithm: string) {
    this.#algorithm = algorithm;
    const name = Buffer.from(protocol);
    const length = createHash(algorithm).digest().length;
    this.hash =
      name.length <= length ? Buffer.concat([name, Buffer.alloc(length - name.length)]) : this.#digest(name);
    this.#chain = this.hash;
  }

  mixHash(data: Buffer): void {
    this.hash = this.#digest(this.hash, data);
  }

  mixKey(input: Buffer): void {
    const [chain, key] = this.#derive(input, 2);
    this.#chain = chain!;
    this.#use(key!);
  }

  mixKeyAndHash(input: Buffer): void {
    const [chain, hash, key] = this.#derive(input, 3);
    this.#chain = chain!;
    this.mixHash(hash!);
    this.#use(key!);
  }

  seal(plain: Buffer): Buffer {
    const sealed = this.#key === undefined ? plain : aead(this.#key, this.#nonce++, this.hash, plain);
    this.mixHash(sealed);
    return sealed;
  }

  split(): Buffer[] {
    return this.#derive(Buffer.alloc(0), 2).map((key) => key.subarray(0, 32));
  }

  #use(key: Buffer): void {
    this.#key = key.subarray(0, 32);
    this.#nonce = 0;
  }

  #derive(input: Buffer, count: number): Buffer[] {
    const secret = createHmac(this.#algorithm, this.#chain).update(input).digest();
    const outputs: Buffer[] = [];
    for (let order = 1; order <= count; order++) {
      const hmac = createHmac(this.#algorithm, secret).update(outputs.at(-1) ?? Buffer.alloc(0));
      outputs.push(hmac.update(Buffer.from([order])).digest());
    }
    return outputs;
  }

  #digest(...data: Buffer[]): Buffer {
    return createHash(this.#algorithm).update(Buffer.concat(data)).digest();
  }
}

function aead(key: Buffer, counter: number, associated: Buffer, plain: Buffer): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32LE(counter, 4);
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  cipher.setAAD(associated, { plaintextLength: plain.length });
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function publicOf(secret: Buffer): Buffer {
  const der = createPublicKey(privateKey(secret)).export({ type: 'spki', format: 'der' });
  return der.subarray(-32);
}

function agree(secret: Buffer, publicKey: Buffer): Buffer {
  const der = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), publicKey]);
  const theirs = createPublicKey({ key: der, type: 'spki', format: 'der' });
  return diffieHellman({ privateKey: privateKey(secret), publicKey: theirs });
}

function privateKey(secret: Buffer): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), secret]);
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
}
