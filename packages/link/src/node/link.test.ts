import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { generateKeyPair } from '../crypto/key.ts';
import { LinkError } from '../error.ts';
import type { LinkEvent } from '../events.ts';
import { type Link, type LinkOptions, openLink } from './link.ts';

const [keyA, keyB] = [generateKeyPair(), generateKeyPair()];
const [toB, toA] = [
  { staticKey: keyA, peerKey: keyB.publicKey },
  { staticKey: keyB, peerKey: keyA.publicKey },
];
const nowUs = (): number => performance.now() * 1000;

/** A link that remembers its events and can be waited for. */
class Heard {
  readonly events: LinkEvent[] = [];
  #wake: () => void = () => undefined;

  readonly onEvent = (event: LinkEvent): void => {
    this.events.push(event);
    this.#wake();
  };

  /** Resolves when an event has come that fits; never, if none does, which the test runner notices. */
  async until<Event extends LinkEvent>(fits: (event: LinkEvent) => event is Event): Promise<Event> {
    for (;;) {
      const found = this.events.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}

const isOpen = (event: LinkEvent): event is Extract<LinkEvent, { type: 'state' }> =>
  event.type === 'state' && event.state === 'open';
const isFrame = (event: LinkEvent): event is Extract<LinkEvent, { type: 'frame' }> => event.type === 'frame';
const isMessage = (event: LinkEvent): event is Extract<LinkEvent, { type: 'message' }> =>
  event.type === 'message';
const isReconnecting = (event: LinkEvent): event is Extract<LinkEvent, { type: 'state' }> =>
  event.type === 'state' && event.state === 'reconnecting';

/** Opens a link that is closed after the test, whatever becomes of it: an open socket would keep the process alive. */
async function open(t: TestContext, options: LinkOptions): Promise<Link> {
  const link = await openLink(options);
  t.after(() => link.close());
  return link;
}

async function joined(
  t: TestContext,
  host: string,
): Promise<{ a: Link; b: Link; heardA: Heard; heardB: Heard }> {
  const [heardA, heardB] = [new Heard(), new Heard()];
  const a = await open(t, { ...toB, listen: { host, port: 0 }, onEvent: heardA.onEvent, nowUs });
  const connect = { host: host === '127.0.0.1' ? 'localhost' : host, port: a.localAddress.port };
  const b = await open(t, { ...toA, connect, onEvent: heardB.onEvent, nowUs });
  await Promise.all([heardA.until(isOpen), heardB.until(isOpen)]);
  return { a, b, heardA, heardB };
}

for (const host of ['127.0.0.1', '::1']) {
  test(`given two links on ${host}, when they send frames and messages, then both arrive, over real sockets`, async (t) => {
    if (host === '::1' && !(await canListen(host))) {
      t.skip('this machine has no IPv6 loopback');
      return;
    }
    const { a, b, heardA, heardB } = await joined(t, host);
    const data = Buffer.alloc(200_000, 7);
    const capturedUs = nowUs();
    const info = { capturedUs, encodedUs: capturedUs, keyframe: true, deadlineUs: capturedUs + 10e6 };
    assert.equal(b.sendFrame(1, data, info), 0);
    assert.equal(a.sendMessage(Buffer.from('keyframe, please')), true);
    const { frame } = await heardA.until(isFrame);
    assert.ok(data.equals(frame.data));
    assert.equal(frame.capturedUs, Math.round(capturedUs));
    assert.equal(Buffer.from((await heardB.until(isMessage)).data).toString(), 'keyframe, please');
    const stats = b.stats();
    assert.ok(stats.mediaBytes > 200_000 && stats.rttMs! < 1000);
    assert.equal(stats.sentBytes, stats.mediaBytes + stats.controlBytes + stats.repairBytes + stats.fecBytes);
    await b.close();
    await heardA.until(isReconnecting);
    await a.close();
    await a.close();
    assert.equal(a.state, 'closed');
  });
}

test('given a listener that uses an event to answer, when it sends from within, then the answer leaves', async (t) => {
  const heardB = new Heard();
  const a = await open(t, { ...toB, listen: { host: '127.0.0.1', port: 0 } });
  const stop = a.onEvent((event) => {
    if (event.type === 'message') a.sendMessage(Buffer.from(`re: ${Buffer.from(event.data).toString()}`));
  });
  const connect = { host: '127.0.0.1', port: a.localAddress.port };
  const b = await open(t, { ...toA, connect, onEvent: heardB.onEvent });
  b.sendMessage(Buffer.from('hello'));
  assert.equal(Buffer.from((await heardB.until(isMessage)).data).toString(), 're: hello');
  stop();
});

test('given the loopback interface, when a link opens, then jumbo frames are found, unless they are not wanted', async (t) => {
  if (process.platform !== 'linux') {
    t.skip('only Linux says how much an interface sends in one piece');
    return;
  }
  for (const [maxDatagramBytes, found] of [
    [9000, 9000],
    [undefined, 8952],
    [1200, 1200],
  ] as const) {
    const most = maxDatagramBytes === undefined ? {} : { maxDatagramBytes };
    const heard = new Heard();
    const a = await open(t, {
      ...toB,
      ...most,
      listen: { host: '127.0.0.1', port: 0 },
      onEvent: heard.onEvent,
    });
    const b = await open(t, { ...toA, ...most, connect: { host: '127.0.0.1', port: a.localAddress.port } });
    await heard.until(isOpen);
    while (a.stats().datagramBytes < found) await new Promise((wake) => setTimeout(wake, 20));
    const received = a.stats().receivedDatagrams;
    while (a.stats().receivedDatagrams < received + 5) await new Promise((wake) => setTimeout(wake, 20));
    assert.equal(a.stats().datagramBytes, found);
    await b.close();
    await a.close();
  }
});

test('given a port that is taken, a name that does not exist, or nonsense, when a link is opened, then the error names it', async (t) => {
  const taken = createSocket('udp4');
  t.after(() => taken.close());
  taken.bind(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  const cases: [Partial<LinkOptions>, string, RegExp][] = [
    [
      { listen: { host: '127.0.0.1', port } },
      'address-in-use',
      new RegExp(`127\\.0\\.0\\.1:${port} is in use`),
    ],
    [{ connect: { host: 'nowhere.invalid', port: 1 } }, 'unresolvable', /nowhere\.invalid/],
    [
      { listen: { host: '192.0.2.77', port: 0 } },
      'unreachable',
      /192\.0\.2\.77:0 is not an address of this machine/,
    ],
    [{ connect: { host: '127.0.0.1', port: 0 } }, 'bad-option', /connect: a port is 1 to 65535, not 0/],
    [{ listen: { host: '127.0.0.1', port: 65_536 } }, 'bad-option', /listen: a port/],
    [{}, 'bad-option', /listen, connect/],
    [
      { listen: { host: '127.0.0.1', port: 0 }, peerKey: new Uint8Array(5) },
      'bad-key',
      /32 bytes, this one has 5/,
    ],
    [{ listen: { host: '127.0.0.1', port: 0 }, peerKey: keyA.publicKey }, 'bad-key', /own key/],
    [
      { listen: { host: '127.0.0.1', port: 0 }, name: 'x'.repeat(65) },
      'bad-option',
      /name: at most 64 bytes/,
    ],
    [{ listen: { host: '127.0.0.1', port: 0 }, pacingBps: 5 }, 'bad-option', /pacingBps/],
    [{ listen: { host: '127.0.0.1', port: 0 }, maxDatagramBytes: 1199 }, 'bad-option', /maxDatagramBytes/],
  ];
  for (const [options, code, message] of cases) {
    await assert.rejects(openLink({ ...toB, ...options }), (error) => {
      assert.ok(error instanceof LinkError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  }
});

async function canListen(host: string): Promise<boolean> {
  const socket = createSocket('udp6');
  return new Promise((done) => {
    socket.once('error', () => done(false));
    socket.bind(0, host, () => socket.close(() => done(true)));
  });
}
