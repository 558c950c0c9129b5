import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../address.ts';
import { Channel } from '../testing/channel.ts';
import { seededBytes } from '../testing/random.ts';
import { fixedKeyPair } from '../testing/raw-peer.ts';
import { generatePairingCode, pairingKey, pairingKeySync } from './code.ts';
import type { PairingEvent } from './events.ts';
import { Pairing, type PairingOptions } from './pairing.ts';

const code = Buffer.alloc(32, 7);
const [inviting, joining] = [
  { host: '192.0.2.1', port: 7000 },
  { host: '192.0.2.2', port: 40_000 },
];
const [inviterKey, joinerKey] = [fixedKeyPair(21), fixedKeyPair(22)];

/** Two pairings and the network between them, in virtual time. */
class Couple {
  nowUs = 1e9;
  readonly inviter: Pairing;
  readonly joiner: Pairing;
  readonly toJoiner: Channel;
  readonly toInviter: Channel;
  readonly told: { inviter: PairingEvent[]; joiner: PairingEvent[] } = { inviter: [], joiner: [] };
  sentByInviter = 0;

  constructor(seed = 1, inviter: Partial<PairingOptions> = {}, joiner: Partial<PairingOptions> = {}) {
    const common = { code, lifetimeUs: 60_000_000 };
    const [one, other] = [seededBytes(seed), seededBytes(seed + 100)];
    this.inviter = new Pairing({
      ...common,
      role: 'invite',
      staticKey: inviterKey,
      name: 'Oslo',
      random: one,
      ...inviter,
    });
    const join = { ...common, role: 'join', staticKey: joinerKey, name: 'Tokyo', random: other } as const;
    this.joiner = new Pairing({ ...join, callAddress: inviting, ...joiner });
    this.toJoiner = new Channel(seed);
    this.toInviter = new Channel(seed + 1);
  }

  /** Lets `us` pass. */
  run(us: number): void {
    const endUs = this.nowUs + us;
    this.#pump();
    while (this.nowUs < endUs) {
      const dueUs = Math.min(
        this.toJoiner.nextUs(),
        this.toInviter.nextUs(),
        this.inviter.timeout(this.nowUs),
        this.joiner.timeout(this.nowUs),
        endUs,
      );
      this.nowUs = Math.max(this.nowUs, dueUs);
      for (const { datagram, from } of this.toInviter.arrived(this.nowUs))
        this.inviter.receive(this.nowUs, datagram, from);
      for (const { datagram, from } of this.toJoiner.arrived(this.nowUs))
        this.joiner.receive(this.nowUs, datagram, from);
      this.#pump();
    }
  }

  #pump(): void {
    const into = Buffer.alloc(1200);
    for (
      let bytes = this.inviter.transmit(this.nowUs, into);
      bytes > 0;
      bytes = this.inviter.transmit(this.nowUs, into)
    ) {
      this.sentByInviter += bytes;
      this.toJoiner.send(this.nowUs, Uint8Array.from(into.subarray(0, bytes)), inviting);
    }
    for (
      let bytes = this.joiner.transmit(this.nowUs, into);
      bytes > 0;
      bytes = this.joiner.transmit(this.nowUs, into)
    ) {
      this.toInviter.send(this.nowUs, Uint8Array.from(into.subarray(0, bytes)), joining);
    }
    for (let event = this.inviter.poll(); event !== undefined; event = this.inviter.poll())
      this.told.inviter.push(event);
    for (let event = this.joiner.poll(); event !== undefined; event = this.joiner.poll())
      this.told.joiner.push(event);
  }
}

function paired(key: { publicKey: Uint8Array }, name: string, address: Address): PairingEvent {
  return { type: 'paired', peerKey: Buffer.from(key.publicKey), name, address };
}

test('given two portals with one code, when one joins the other, then both know the other after two round trips', () => {
  const couple = new Couple();
  couple.run(4000);
  assert.deepEqual(couple.told.joiner, [paired(inviterKey, 'Oslo', inviting)]);
  assert.deepEqual(couple.told.inviter, [paired(joinerKey, 'Tokyo', joining)]);
  assert.deepEqual([couple.inviter.state, couple.joiner.state], ['paired', 'paired']);
  assert.equal(couple.joiner.timeout(couple.nowUs), Number.POSITIVE_INFINITY);
});

test('given a network that loses half, doubles and reorders, when one joins the other, then both are paired, once', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const couple = new Couple(seed);
    for (const channel of [couple.toInviter, couple.toJoiner]) {
      Object.assign(channel.impairments, { delayUs: 30_000, jitterUs: 60_000, loss: 0.5, duplicate: 0.3 });
    }
    couple.run(60_000_000);
    for (const told of [couple.told.inviter, couple.told.joiner]) {
      assert.equal(told.filter((event) => event.type === 'paired').length, 1, `seed ${seed}`);
    }
  }
});

test('given another code, when it is tried, then the inviter keeps silent, both say what to check, and the end comes', () => {
  const couple = new Couple(1, {}, { code: Buffer.alloc(32, 8) });
  couple.run(70_000_000);
  assert.equal(couple.sentByInviter, 0);
  const [wrong, expired] = couple.told.inviter;
  assert.ok(wrong?.type === 'warning' && wrong.message.startsWith('192.0.2.2:40000 tried another code'));
  assert.ok(expired?.type === 'failed' && expired.reason === 'expired');
  const [noAnswer, late] = couple.told.joiner;
  assert.ok(
    noAnswer?.type === 'warning' &&
      noAnswer.message.startsWith('no answer from 192.0.2.1:7000 for 5 s: check'),
  );
  assert.ok(late?.type === 'failed' && couple.joiner.state === 'failed');
});

test('given somebody who tries code after code, when time passes, then few are tried a second and a thousand in all', () => {
  const couple = new Couple(1, { lifetimeUs: 1e12 });
  const guess = new Couple(2, {}, { code: Buffer.alloc(32, 9) });
  const into = Buffer.alloc(1200);
  guess.joiner.transmit(0, into);
  let nowUs = 0;
  const tried = (): boolean => couple.inviter.state === 'failed';
  for (; nowUs < 1e9 && !tried(); nowUs += 10_000) {
    into.writeUInt32BE(nowUs / 10_000, 6);
    couple.inviter.receive(nowUs, into, joining);
  }
  assert.ok(nowUs > 190e6 && nowUs < 210e6, `${nowUs / 1e6} s`);
  assert.equal(couple.inviter.poll()?.type, 'warning');
  const failed = couple.inviter.poll();
  assert.ok(failed?.type === 'failed' && failed.reason === 'guesses');
  assert.equal(couple.inviter.transmit(nowUs, into), 0);
});

test('given datagrams that are changed on the way, when the true ones follow, then both are paired all the same', () => {
  for (const type of [0xc5, 0xc6, 0xc7]) {
    const couple = new Couple(type);
    for (const [channel, from] of [
      [couple.toInviter, joining],
      [couple.toJoiner, inviting],
    ] as const) {
      channel.lose = (datagram) => {
        if (datagram[0] !== type) return false;
        channel.lose = undefined;
        for (const at of [12, 30, datagram.length - 1].filter((byte) => byte < datagram.length)) {
          const changed = Uint8Array.from(datagram);
          changed[at]! ^= 4;
          channel.send(couple.nowUs, changed, from);
        }
        return false;
      };
    }
    couple.run(2_000_000);
    assert.deepEqual([couple.inviter.state, couple.joiner.state], ['paired', 'paired'], `${type}`);
  }
});

test('given a pairing that somebody recorded, when it is sent to the same invitation again, then nobody is paired by it', () => {
  const couple = new Couple(1);
  const recorded: Uint8Array[] = [];
  couple.toInviter.lose = (datagram) => {
    recorded.push(datagram);
    return false;
  };
  couple.run(10_000);
  assert.equal(couple.inviter.state, 'paired');
  const again = new Couple(50);
  again.toInviter.cut = true;
  for (const datagram of recorded) again.inviter.receive(again.nowUs, datagram, joining);
  again.run(1_000_000);
  assert.equal(again.inviter.state, 'open');
});

test('given one key on both sides, when they pair, then they are told', () => {
  const couple = new Couple(1, {}, { staticKey: inviterKey });
  couple.run(10_000);
  const [event] = couple.told.joiner;
  assert.ok(event?.type === 'failed' && event.reason === 'own-key');
});

test('given any bytes, when they come as datagrams of a pairing, then nothing throws, and nobody gets more than it sent', () => {
  const first = new Couple(3);
  const true1 = Buffer.alloc(1200);
  first.joiner.transmit(1e9, true1);
  const bytes = fc.uint8Array({ maxLength: 300 });
  const datagram = fc.oneof(
    fc
      .record({ type: fc.integer({ min: 0xc5, max: 0xc7 }), rest: bytes, whole: fc.boolean() })
      .map(({ type, rest, whole }) => {
        const head = Buffer.from([type, 2, 0x61, 0x6a, 0x61, 0x72]);
        return whole
          ? Buffer.concat([head, rest, Buffer.alloc(1200)]).subarray(0, 1200)
          : Buffer.concat([head, rest]);
      }),
    bytes.map((rest) => Buffer.from(rest)),
    fc.constant(true1),
  );
  fc.assert(
    fc.property(fc.array(datagram, { maxLength: 30 }), fc.nat(1000), (datagrams, seed) => {
      const { inviter, joiner } = new Couple(seed);
      const into = Buffer.alloc(1200);
      let nowUs = 1e9;
      joiner.transmit(nowUs, into);
      for (const sent of datagrams) {
        nowUs += 1000;
        inviter.receive(nowUs, sent, joining);
        joiner.receive(nowUs, sent, inviting);
        let answered = 0;
        for (let more = inviter.transmit(nowUs, into); more > 0; more = inviter.transmit(nowUs, into))
          answered += more;
        assert.ok(answered <= sent.length);
        assert.ok(answered === 0 || sent === true1, 'only the code makes it speak');
      }
      assert.deepEqual([inviter.state, joiner.state], ['open', 'open']);
    }),
    { numRuns: 200 },
  );
});

test('given a code as people write it, when its key is made, then it is the same key', async () => {
  const made = generatePairingCode(seededBytes(3));
  assert.match(made, /^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
  const key = await pairingKey('abcd1-01xyz');
  assert.deepEqual(pairingKeySync(' ABCDi OLXYZ'), key);
  assert.notDeepEqual(await pairingKey('abcd1-01xyy'), key);
  await assert.rejects(pairingKey('abcd-123'), { code: 'bad-code' });
  await assert.rejects(pairingKey('abcde-123u5'), { code: 'bad-code' });
  const options = { role: 'join', staticKey: joinerKey, random: seededBytes(1) } as const;
  assert.throws(() => new Pairing({ ...options, code: Buffer.alloc(31), callAddress: inviting }), {
    code: 'bad-code',
  });
  assert.throws(() => new Pairing({ ...options, code }), { code: 'bad-option' });
});
