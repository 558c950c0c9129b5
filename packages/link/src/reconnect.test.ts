import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from './testing/pair.ts';

test('given an open link, when nothing comes for a quarter of a second, then it is reconnecting, and open again when something does', () => {
  const pair = Pair.open();
  pair.a.channel.cut = true;
  pair.b.channel.cut = true;
  pair.run(190_000);
  assert.equal(pair.a.connection.state, 'open');
  pair.run(110_000);
  assert.equal(pair.a.connection.state, 'reconnecting');
  assert.equal(pair.b.connection.state, 'reconnecting');
  pair.a.channel.cut = false;
  pair.b.channel.cut = false;
  pair.run(22_000);
  assert.equal(pair.a.connection.state, 'open');
  assert.equal(pair.b.connection.state, 'open');
});

test('given a cut of an hour, when it ends, then the link is open within a second', () => {
  const pair = Pair.open();
  pair.a.channel.cut = true;
  pair.b.channel.cut = true;
  pair.run(3_600_000_000);
  pair.a.channel.cut = false;
  pair.b.channel.cut = false;
  pair.run(1_100_000);
  assert.equal(pair.a.connection.state, 'open');
  assert.equal(pair.b.connection.state, 'open');
  assert.equal(pair.a.of('peer').length, 1, 'the same instance does not introduce itself twice');
});

test('given a caller that restarts, when it calls again, then it is back after a round trip, as another instance', () => {
  const pair = Pair.open();
  pair.restart(pair.b);
  const startUs = pair.nowUs;
  pair.runUntil(() => pair.a.of('peer').length === 2);
  assert.equal(pair.nowUs - startUs, 3000);
  assert.equal(pair.a.of('peer')[1]!.restarted, true);
  assert.equal(pair.sendFrame(pair.b, 1, Buffer.from('again')), 0);
  pair.run(10_000);
  assert.equal(pair.a.frames.at(-1)?.data.toString(), 'again');
});

test('given a listener that restarts, when the caller notices the silence, then it calls and they are joined', () => {
  const pair = Pair.open();
  pair.sendFrame(pair.b, 1, Buffer.from('before'));
  pair.restart(pair.a);
  pair.runUntil(() => pair.a.connection.state === 'open', 260_000);
  assert.equal(pair.b.of('peer').at(-1)!.restarted, true);
  assert.equal(pair.b.connection.state, 'open');
  pair.sendFrame(pair.b, 1, Buffer.from('after'));
  pair.run(10_000);
  assert.equal(pair.a.frames.at(-1)?.data.toString(), 'after');
});

test('given a recorded hello, when somebody sends it again and again, then the live session goes on undisturbed', () => {
  const pair = new Pair();
  const recorded: Uint8Array[] = [];
  pair.b.channel.lose = (datagram) => {
    recorded.push(datagram);
    return false;
  };
  pair.runUntil(() => pair.a.connection.state === 'open');
  pair.run(400_000);
  const replayer = { host: '198.51.100.7', port: 666 };
  for (let round = 0; round < 50; round++) {
    for (const datagram of recorded.slice(0, 20)) pair.a.connection.receive(pair.nowUs, datagram, replayer);
    pair.sendFrame(pair.b, 1, Buffer.from(`frame ${round}`));
    pair.run(20_000);
  }
  assert.equal(pair.a.frames.length, 50);
  assert.deepEqual(
    pair.a.of('state').map((event) => event.state),
    ['open'],
  );
  const { migrations, handshakes, dropped } = pair.a.connection.stats();
  assert.deepEqual([migrations, handshakes], [0, 1]);
  assert.ok(dropped.replay >= 950);
});

test('given an answered hello that is never used, when the peer calls anew, then that call counts', () => {
  const pair = Pair.open();
  // A restarted caller whose first attempt dies after its hello got through.
  pair.restart(pair.b);
  pair.a.channel.cut = true;
  pair.run(100_000);
  pair.a.channel.cut = false;
  pair.restart(pair.b);
  pair.run(300_000);
  assert.equal(pair.b.connection.state, 'open');
  assert.equal(pair.a.connection.stats().handshakes, 2);
});

test('given an open link, when one side closes, then the other knows at once and is joined again when it returns', () => {
  const pair = Pair.open();
  pair.a.connection.close();
  pair.run(5000);
  assert.equal(pair.a.connection.state, 'closed');
  assert.equal(pair.b.connection.state, 'reconnecting');
  pair.run(20_000_000);
  pair.restart(pair.a);
  pair.runUntil(() => pair.b.connection.state === 'open', 1_100_000);
});

test('given a closed session, when its close comes late, then the session after it lives on', () => {
  const pair = Pair.open();
  pair.b.channel.impairments.delayUs = 50_000;
  pair.b.connection.close();
  pair.b.pump(pair.nowUs);
  pair.b.channel.impairments.delayUs = 1000;
  pair.restart(pair.b);
  pair.run(300_000);
  assert.equal(pair.a.connection.state, 'open');
  assert.equal(pair.b.connection.state, 'open');
  assert.equal(pair.a.of('state').length, 1);
});

test('given a peer behind a NAT, when its address changes in mid-stream, then the other side follows it', () => {
  const pair = Pair.open();
  pair.b.address = { host: '192.0.2.2', port: 41_000 };
  pair.run(200_000);
  assert.equal(pair.a.connection.peerAddress?.port, 41_000);
  assert.equal(pair.a.connection.stats().migrations, 1);
  assert.equal(pair.a.connection.state, 'open');
});

test('given a closed link, when it is used, then nothing happens', () => {
  const pair = Pair.open();
  pair.a.connection.close();
  pair.run(10_000);
  const before = pair.a.connection.stats().sentDatagrams;
  assert.equal(pair.sendFrame(pair.a, 1, Buffer.from('x')), -1);
  assert.equal(pair.a.connection.sendMessage(Buffer.from('x')), false);
  pair.run(2_000_000);
  assert.equal(pair.a.connection.stats().sentDatagrams, before);
  assert.equal(pair.a.connection.timeout(pair.nowUs), Number.POSITIVE_INFINITY);
});
