import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from './testing/pair.ts';

const secondUs = 1_000_000;
const minuteUs = 60 * secondUs;
const type = { hello: 0xc1, welcome: 0xc2 } as const;

/**
 * Sends a picture from b and a block of sound from a every 20 ms for `us`. Fails when anything but frames and targets is told. Returns
 * how long each of them took, in µs.
 */
function stream(pair: Pair, us: number, every: () => void = () => undefined): number[] {
  const endUs = pair.nowUs + us;
  const tooks: number[] = [];
  for (const end of [pair.a, pair.b]) end.events.length = 0;
  while (pair.nowUs < endUs) {
    pair.sendFrame(pair.b, 1, new Uint8Array(3000), 500_000);
    pair.sendFrame(pair.a, 2, new Uint8Array(160), 500_000);
    pair.run(20_000);
    every();
    for (const end of [pair.a, pair.b]) {
      for (const event of end.events) {
        if (event.type === 'target') continue;
        assert.equal(event.type, 'frame', JSON.stringify(event));
        if (event.type === 'frame') tooks.push(event.frame.completeUs - event.frame.capturedUs);
      }
      end.events.length = 0;
    }
  }
  return tooks;
}

test('given half an hour of streaming over a bad path, when the keys are changed, then no frame is lost and nothing else is told', () => {
  const pair = Pair.open({ seed: 5 });
  for (const { channel } of [pair.a, pair.b]) {
    Object.assign(channel.impairments, { delayUs: 20_000, jitterUs: 8000, loss: 0.02, duplicate: 0.01 });
  }
  let hellosOfTheCalled = 0;
  pair.a.channel.lose = (datagram) => {
    if (datagram[0] === type.hello) hellosOfTheCalled++;
    return false;
  };
  const tooks = stream(pair, 30 * minuteUs);
  assert.ok(tooks.length > 2 * 89_990);
  const [a, b] = [pair.a.connection.stats(), pair.b.connection.stats()];
  assert.ok(
    a.handshakes > 15 && a.handshakes === b.handshakes,
    `${a.handshakes} and ${b.handshakes} sessions`,
  );
  assert.deepEqual([a.framesLost, b.framesLost, a.migrations, b.migrations], [0, 0, 0, 0]);
  assert.equal(hellosOfTheCalled, 0, 'whoever is called never needs to call');
});

test('given a path that loses nothing, when the keys are changed, then every frame takes as long as any other and no loss is seen', () => {
  const pair = Pair.open();
  const tooks = stream(pair, 5 * minuteUs, () => {
    assert.equal(pair.a.connection.stats().lossPct, 0);
    assert.equal(pair.b.connection.stats().lossPct, 0);
  });
  assert.equal(pair.a.connection.stats().handshakes, 4);
  assert.deepEqual(new Set(tooks), new Set([1000]));
});

test('given hellos or welcomes that get lost while the keys are due, when they get through at last, then nothing was lost meanwhile', () => {
  for (const lost of [type.hello, type.welcome]) {
    const pair = Pair.open({ seed: lost });
    for (const end of [pair.a, pair.b]) end.channel.lose = (datagram) => datagram[0] === lost;
    stream(pair, 104 * secondUs);
    assert.equal(pair.a.connection.stats().handshakes, 1);
    for (const end of [pair.a, pair.b]) end.channel.lose = undefined;
    stream(pair, secondUs);
    assert.equal(pair.a.connection.stats().handshakes, 2);
    assert.equal(pair.a.connection.stats().framesLost, 0);
  }
});

test('given two portals that call each other and want new keys at the same moment, when they do, then no frame is lost', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const pair = Pair.open({
      seed,
      bothCall: true,
      a: { rekeyPackets: 1000 },
      b: { rekeyPackets: 1000 },
    });
    for (const { channel } of [pair.a, pair.b]) {
      Object.assign(channel.impairments, { delayUs: 30_000, jitterUs: 5000 });
    }
    const tooks = stream(pair, minuteUs);
    const [a, b] = [pair.a.connection.stats(), pair.b.connection.stats()];
    assert.ok(a.handshakes > 5 && Math.abs(a.handshakes - b.handshakes) <= 1);
    assert.deepEqual([a.framesLost, b.framesLost], [0, 0]);
    assert.ok(Math.max(...tooks) < 45_000);
  }
});

test('given hellos of both sides that cross after the tie-break, when both lead to a session, then both work', () => {
  const pair = Pair.open({ bothCall: true });
  stream(pair, 99 * secondUs);
  // Welcomes are lost for so long that neither side waits for the other any more.
  for (const end of [pair.a, pair.b]) {
    end.channel.impairments.delayUs = 100_000;
    end.channel.lose = (datagram) => datagram[0] === type.welcome;
  }
  stream(pair, 20 * secondUs);
  for (const end of [pair.a, pair.b]) end.channel.lose = undefined;
  stream(pair, 20 * secondUs);
  const [a, b] = [pair.a.connection.stats(), pair.b.connection.stats()];
  assert.deepEqual([a.framesLost, b.framesLost], [0, 0]);
  assert.ok(a.handshakes >= 2 && b.handshakes >= 2);
});

test('given recorded datagrams of a long session, when somebody sends them again, then no keys are made and no keys are changed', () => {
  const pair = new Pair();
  const recorded: Uint8Array[] = [];
  pair.b.channel.lose = (datagram) => {
    if (datagram[0] === type.hello || recorded.length < 200) recorded.push(datagram);
    return false;
  };
  pair.runUntil(() => pair.a.connection.state === 'open');
  pair.run(secondUs);
  // Hellos that never arrived: nobody has seen them but who recorded them.
  pair.a.channel.cut = true;
  pair.b.channel.lose = (datagram) => datagram[0] !== type.hello || recorded.push(datagram) > 0;
  pair.run(60 * secondUs);
  pair.a.channel.cut = false;
  pair.b.channel.lose = undefined;
  pair.run(secondUs);
  const hellos = recorded.filter((datagram) => datagram[0] === type.hello);
  assert.ok(new Set(hellos.map((hello) => Buffer.from(hello.subarray(38, 70)).toString('hex'))).size > 10);
  const before = pair.a.connection.stats();
  const replayer = { host: '198.51.100.7', port: 666 };
  const tooks = stream(pair, 20 * secondUs, () => {
    for (const datagram of recorded.slice(0, 20)) pair.a.connection.receive(pair.nowUs, datagram, replayer);
    for (const hello of hellos) pair.a.connection.receive(pair.nowUs, hello, replayer);
    recorded.push(...recorded.splice(0, 20));
  });
  assert.ok(tooks.length >= 1990);
  const after = pair.a.connection.stats();
  assert.deepEqual(
    [after.handshakes, after.migrations, after.framesLost],
    [before.handshakes, before.migrations, before.framesLost],
  );
  assert.ok(after.dropped.replay > before.dropped.replay);
});

test('given hellos of an instance that is gone, when somebody sends them while the keys are due, then the keys are changed all the same', () => {
  const pair = new Pair();
  const hellos: Uint8Array[] = [];
  pair.b.channel.lose = (datagram) => datagram[0] === type.hello && hellos.push(datagram) > 0;
  pair.run(60 * secondUs);
  pair.b.channel.lose = undefined;
  pair.restart(pair.b);
  pair.runUntil(() => pair.a.connection.state === 'open');
  pair.run(400_000);
  const replayer = { host: '198.51.100.7', port: 666 };
  stream(pair, 150 * secondUs, () => {
    if (pair.nowUs % 500_000 < 20_000) {
      for (const hello of hellos) pair.a.connection.receive(pair.nowUs, hello, replayer);
    }
  });
  assert.equal(pair.a.connection.stats().handshakes, 2);
  assert.equal(pair.a.connection.stats().framesLost, 0);
});

test('given changed keys, when packets under the old ones come late, then they are taken for ten seconds and not after', () => {
  const pair = Pair.open({ b: { rekeyPackets: 500 } });
  const held: Uint8Array[] = [];
  pair.b.channel.lose = (datagram) => datagram[0] === 0xc3 && held.length < 2 && held.push(datagram) > 0;
  stream(pair, 100_000);
  pair.b.channel.lose = undefined;
  pair.runUntil(() => {
    stream(pair, 20_000);
    return pair.a.connection.stats().handshakes === 2;
  });
  const before = pair.a.connection.stats().dropped;
  pair.a.connection.receive(pair.nowUs, held[0]!, pair.b.address);
  assert.deepEqual(pair.a.connection.stats().dropped.unauthenticated, before.unauthenticated);
  pair.run(10 * secondUs + 1);
  pair.a.connection.receive(pair.nowUs, held[1]!, pair.b.address);
  assert.equal(pair.a.connection.stats().dropped.unauthenticated, before.unauthenticated + 1);
});

test('given a side that closes before it knows of the new keys, when its close comes, then the other side knows at once', () => {
  const pair = Pair.open();
  stream(pair, 99 * secondUs);
  for (const end of [pair.a, pair.b]) end.channel.impairments.delayUs = 50_000;
  pair.runUntil(() => pair.b.connection.stats().handshakes === 2);
  assert.equal(pair.a.connection.stats().handshakes, 1);
  pair.a.connection.close();
  pair.run(51_000);
  assert.equal(pair.b.connection.state, 'reconnecting');
});
