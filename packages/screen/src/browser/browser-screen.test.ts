import assert from 'node:assert/strict';
import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { deltaData, keyframeData } from '../testing/encoded-frame.ts';
import { settle, TestPage } from '../testing/page.ts';
import { BrowserScreen } from './browser-screen.ts';

const SMALL = '{"type":"config","codec":"avc1.42C020","width":1280,"height":720}';
const LARGE = '{"type":"config","codec":"avc1.42C02A","width":1920,"height":1080}';

describe('the browser screen', () => {
  let nowUs: number;
  let number: number;
  let wishes: number;
  let agreed: string[];
  let viewers: number[];
  let presented: number[][];
  let screen: BrowserScreen;

  beforeEach(() => {
    nowUs = 1e9;
    number = 0;
    wishes = 0;
    agreed = [];
    viewers = [];
    presented = [];
    screen = new BrowserScreen({
      nowUs: () => nowUs,
      keyframeWanted: () => (wishes += 1),
      codecsChanged: (codecs) => agreed.push(codecs.join()),
      viewersChanged: (count) => viewers.push(count),
      presented: (...report) => presented.push(report),
    });
  });

  afterEach(() => screen.close());

  /** Shows the next frame, 1/60 s later. */
  function show(
    kind: 'key' | 'delta',
    { size = '1280x720', bytes = 100 }: { size?: '1280x720' | '1920x1080'; bytes?: number } = {},
  ): number {
    number += 1;
    nowUs += 16_667;
    const data = kind === 'key' ? keyframeData(size, bytes) : deltaData(bytes);
    return screen.showEncoded(data, {
      number,
      keyframe: kind === 'key',
      capturedUs: nowUs - 9000,
      receivedUs: nowUs - 500,
    });
  }

  test('agrees on what all pages decode, and takes one that has not told to decode H.264', async () => {
    assert.deepEqual(screen.codecs, ['h264']);
    const first = await TestPage.connect(screen);
    first.send({ type: 'codecs', codecs: ['av1', 'hevc', 'h264'] });
    await settle();
    assert.deepEqual(screen.codecs, ['h264', 'hevc', 'av1']);
    const second = await TestPage.connect(screen);
    second.send({ type: 'codecs', codecs: ['av1', 'h264'] });
    await settle();
    first.socket.close();
    await once(first.socket, 'close');
    await settle();
    second.send({ type: 'codecs', codecs: ['av1'] });
    await settle();
    second.socket.close();
    await once(second.socket, 'close');
    await settle();
    assert.deepEqual(agreed, ['h264,hevc,av1', 'h264', 'h264,av1', 'av1', 'h264']);
  });

  test('tells a new page the codec and size of the stream, then every frame from a keyframe on', async () => {
    const page = await TestPage.connect(screen);
    assert.equal(show('delta'), 0);
    assert.equal(show('key'), 1);
    assert.equal(show('delta', { bytes: 70_000 }), 1);
    await settle();
    assert.deepEqual(page.log, [SMALL, 'frame 2', 'frame 3']);
    const [key, delta] = page.frames;
    assert.deepEqual(
      { ...key, data: Buffer.from(key!.data) },
      {
        version: 1,
        keyframe: true,
        number: 2,
        capturedUs: 1e9 + 24_334,
        receivedUs: 1e9 + 32_834,
        data: Buffer.from(keyframeData('1280x720')),
      },
    );
    assert.equal(delta!.keyframe, false);
    assert.deepEqual(delta!.data, Buffer.from(deltaData(70_000)));
    assert.deepEqual({ ...screen.counters }, { sent: 2, dropped: 1, unreadable: 0, invalid: 0, expelled: 0 });
  });

  test('tells of a new size before its first frame, and of the same one not again', async () => {
    const page = await TestPage.connect(screen);
    show('key');
    show('key');
    show('key', { size: '1920x1080' });
    show('delta');
    await settle();
    assert.deepEqual(page.log, [SMALL, 'frame 1', 'frame 2', LARGE, 'frame 3', 'frame 4']);
  });

  test('takes the codec from its caller where the stream cannot be read', async () => {
    const page = await TestPage.connect(screen);
    const info = { number: 1, keyframe: true, capturedUs: 0, receivedUs: 0 };
    assert.equal(screen.showEncoded(Uint8Array.of(1, 2, 3), info), 0);
    assert.equal(screen.counters.unreadable, 1);
    assert.equal(
      screen.showEncoded(Uint8Array.of(1, 2, 3), { ...info, codec: 'av01.0.08M.08', width: 64, height: 32 }),
      1,
    );
    await settle();
    assert.equal(page.log[0], '{"type":"config","codec":"av01.0.08M.08","width":64,"height":32}');
  });

  test('asks for a keyframe as soon as a page needs one, and again until it comes', async () => {
    const first = await TestPage.connect(screen);
    assert.equal(wishes, 1);
    for (let i = 0; i < 60; i += 1) show('delta');
    assert.equal(wishes, 3, 'after half a second and after one');
    show('key');
    for (let i = 0; i < 60; i += 1) {
      show('delta');
      await settle();
    }
    assert.equal(wishes, 3, 'not after it came');
    await TestPage.connect(screen);
    assert.equal(wishes, 4);
    await settle();
    assert.equal(first.frames.length, 61);
  });

  test('passes on a wish of a page, at most two a second', async () => {
    const page = await TestPage.connect(screen);
    show('key');
    nowUs += 1e6;
    for (let i = 0; i < 20; i += 1) page.send({ type: 'keyframe' });
    await settle();
    assert.equal(wishes, 2);
    show('key');
    nowUs += 100_000;
    page.send({ type: 'keyframe' });
    await settle();
    assert.equal(wishes, 2, 'too soon');
    for (let i = 0; i < 30; i += 1) show('delta');
    assert.equal(wishes, 3, 'but not forgotten');
  });

  test('drops whole frames for a slow page until it can go on, at a keyframe, and none for the others', async () => {
    const slow = await TestPage.connect(screen);
    const quick = await TestPage.connect(screen);
    show('key');
    await settle();
    slow.pause();
    for (let i = 0; i < 60; i += 1) {
      show('delta', { bytes: 60_000 });
      await settle();
    }
    const wishesBefore = wishes;
    assert.ok(screen.counters.dropped > 30);
    show('key');
    show('delta');
    assert.equal(wishes, wishesBefore, 'no keyframe is asked for that would only join the queue');

    slow.resume();
    await settle();
    const delivered = slow.frames.length;
    show('delta');
    assert.equal(wishes, wishesBefore + 1);
    show('key');
    show('delta');
    await settle();

    assert.equal(quick.frames.length, 66);
    const resumed = slow.frames.slice(delivered);
    assert.deepEqual(
      resumed.map((frame) => [frame.number, frame.keyframe]),
      [
        [65, true],
        [66, false],
      ],
    );
    const before = slow.frames.slice(0, delivered).map((frame) => frame.number);
    assert.deepEqual(
      before,
      before.map((_, index) => index + 1),
      'what it got before has no gap',
    );
  });

  test('a page is slow when a megabyte or 250 ms wait, whichever is first', async () => {
    const page = await TestPage.connect(screen);
    show('key');
    await settle();
    page.pause();
    let reached = 0;
    while (reached < 100 && show('delta', { bytes: 1000 }) === 1) reached += 1;
    assert.ok(reached >= 14 && reached <= 16, `${reached} small frames of 16.7 ms each`);

    page.resume();
    await settle();
    show('key');
    await settle();
    page.pause();
    reached = 0;
    while (reached < 100 && show('delta', { bytes: 300_000 }) === 1) reached += 1;
    assert.ok(reached >= 3 && reached <= 5, `${reached} frames of 300 kB`);
  });

  test('answers pings by its own clock', async () => {
    const page = await TestPage.connect(screen);
    nowUs = 123_456.5;
    page.send({ type: 'ping', t0: 7.25 });
    await settle();
    assert.deepEqual(page.pongs, [{ type: 'pong', t0: 7.25, serverUs: 123_456.5 }]);
  });

  test('hears when frames were shown, and from whom, but believes no nonsense', async () => {
    await TestPage.connect(screen);
    const page = await TestPage.connect(screen);
    show('key');
    show('delta');
    page.send({
      type: 'presented',
      frames: [
        [1, nowUs - 3000, nowUs - 1000],
        [1, nowUs, nowUs],
        [7, nowUs, nowUs],
      ],
    });
    page.send({
      type: 'presented',
      frames: [
        [2, nowUs - 1e9, nowUs],
        [2, nowUs - 10, nowUs - 5],
      ],
    });
    page.send({ type: 'presented', frames: [[2, 'x', null]] });
    await settle();
    assert.deepEqual(presented, [
      [1, nowUs - 3000, nowUs - 1000, 2],
      [2, nowUs - 10, nowUs - 5, 2],
    ]);
    assert.equal(screen.counters.invalid, 1);
  });

  test('hangs up on a page that talks nonsense, too much or too long', async () => {
    for (const [messages, code] of [
      [Array.from({ length: 10 }, () => 'nonsense'), 1008],
      [Array.from({ length: 100 }, () => '{"type":"keyframe"}'), 1008],
      [['x'.repeat(20_000)], 1009],
    ] as const) {
      const page = await TestPage.connect(screen);
      const closed = once(page.socket, 'close');
      for (const message of messages) page.send(message);
      assert.equal((await closed)[0], code);
    }
    await settle();
    assert.equal(screen.viewers, 0);
    assert.equal(screen.counters.invalid, 10);
  });

  test('asks for nothing more on behalf of a page that it hangs up on', async () => {
    const page = await TestPage.connect(screen);
    page.pause(); // so that it never answers the closing handshake
    for (let i = 0; i < 10; i += 1) page.send('nonsense');
    await settle();
    assert.equal(screen.counters.expelled, 1);
    show('key');
    for (let i = 0; i < 60; i += 1) show('delta');
    assert.equal(wishes, 1, 'only when it came');
  });

  test('hangs up on a page that says nothing any more, not on one that answers', async () => {
    const lively = await TestPage.connect(screen);
    const dead = await TestPage.connect(screen);
    dead.pause();
    const closed = once(dead.socket, 'close');
    show('key');
    for (let second = 0; second < 30; second += 1) {
      nowUs += 1e6;
      show('delta');
      await settle();
    }
    dead.resume();
    await closed;
    assert.equal(screen.viewers, 1);
    assert.equal(screen.counters.expelled, 1);
    assert.equal(lively.socket.readyState, lively.socket.OPEN);
  });

  test('counts pages as they come and go, and turns away too many', async () => {
    const pages: TestPage[] = [];
    for (let i = 0; i < 16; i += 1) pages.push(await TestPage.connect(screen));
    const late = await TestPage.connect(screen);
    assert.equal((await once(late.socket, 'close'))[0], 1013);
    pages[3]!.socket.terminate();
    await settle();
    assert.equal(screen.viewers, 15);
    assert.deepEqual(viewers, [...Array.from({ length: 16 }, (_, i) => i + 1), 15]);
  });

  test('refuses what is no WebSocket upgrade without falling over', async () => {
    for (const [request, status] of [
      [{ method: 'GET', url: '/view', headers: {} }, '400'],
      [{ method: 'POST', url: '/view', headers: { upgrade: 'websocket' } }, '405'],
      [
        {
          method: 'GET',
          url: '/view',
          headers: { upgrade: 'websocket', 'sec-websocket-key': 'x', 'sec-websocket-version': '13' },
        },
        '400',
      ],
    ] as const) {
      const [far, near] = duplexPair();
      const answer = once(near, 'data');
      screen.adopt(request, far, new Uint8Array(0));
      assert.match(String((await answer)[0]), new RegExp(`^HTTP/1.1 ${status} `));
    }
    assert.equal(screen.viewers, 0);
  });

  test('disconnects every page when it closes, once, and takes no more', async () => {
    const page = await TestPage.connect(screen);
    const closed = once(page.socket, 'close');
    await screen.close();
    await screen.close();
    await closed;
    const [far] = duplexPair();
    screen.adopt({ method: 'GET', url: '/', headers: {} }, far, new Uint8Array(0));
    assert.equal(far.destroyed, true);
    assert.equal(show('key'), 0);
  });
});
