import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codecBits, codecsOf } from '../../wire/codec-set.ts';
import { HeadWriter, headBytes, type MediaHead, newHead, readHead } from '../../wire/media-message.ts';
import {
  decodePeerMessage,
  encodePeerMessage,
  type PeerMessage,
  type RoomView,
} from '../../wire/peer-message.ts';
import { PeerTalk } from './peer-talk.ts';

test('what a screen decodes reaches the other camera, also one that is restarted later', () => {
  const { here, there } = twoPortals();
  here.from('screen', 'decoders', codecBits(['h264', 'av1']));
  assert.deepEqual(codecsOf(there.told('camera').at(-1)!.head.number), ['h264', 'av1']);
  there.talk.joined('camera');
  assert.deepEqual(codecsOf(there.told('camera').at(-1)!.head.number), ['h264', 'av1']);
});

test('a camera that nobody has told anything may make H.264', () => {
  const { here, there } = twoPortals();
  here.talk.joined('camera');
  assert.deepEqual(codecsOf(here.told('camera').at(-1)!.head.number), ['h264']);
  there.from('screen', 'decoders', 0);
  assert.deepEqual(codecsOf(here.told('camera').at(-1)!.head.number), ['h264']);
});

test('another portal that begins anew is told again', () => {
  const { here, there } = twoPortals();
  here.from('screen', 'decoders', codecBits(['hevc']));
  here.talk.roomView(view);
  const before = here.said.length;
  here.talk.met();
  assert.deepEqual(here.said.slice(before), [{ type: 'decoders', codecs: ['hevc'] }, view]);
  there.talk.joined('screen');
  assert.deepEqual(there.told('screen').at(-1)!.body, view);
});

test('a flash is shown over there, and its time comes back on this clock', () => {
  const { here, there } = twoPortals();
  here.from('screen', 'flash', 77);
  assert.deepEqual(
    there.told('screen').map(({ head }) => [head.kind, head.number]),
    [['flash', 77]],
  );
  there.from('screen', 'flashed', 77, 5_000_000);
  const { head } = here.told('screen').at(-1)!;
  assert.deepEqual([head.kind, head.number, head.capturedUs], ['flashed', 77, 4_000_000]);
});

test('while the clocks are not mapped a flash has no time, and none is made up', () => {
  const { here, there } = twoPortals(Number.NaN);
  there.from('screen', 'flashed', 77, 5_000_000);
  assert.deepEqual(here.told('screen'), []);
});

test('a view that is not known any more is told like any other, also to one that remembers an old one', () => {
  const { here, there } = twoPortals();
  there.talk.peer(encodePeerMessage(view));
  here.talk.met();
  assert.deepEqual(there.told('screen').at(-1)!.body, { type: 'view', pictureHeightM: 0, bottomM: 0 });
});

test('a view that makes no sense is not passed on, and garbage harms nothing', () => {
  const { there } = twoPortals();
  there.talk.peer(Buffer.from('{"type":"view","pictureHeightM":-1,"bottomM":0}'));
  there.talk.peer(Buffer.from('nonsense'));
  assert.deepEqual(there.told('screen'), []);
});

const view: RoomView = { type: 'view', pictureHeightM: 2.1, bottomM: 0.2 };

interface Told {
  readonly role: string;
  readonly head: MediaHead;
  readonly body: PeerMessage | undefined;
}

/** One end, what it was told to pass on, and what it said to the other one. */
class End {
  readonly said: PeerMessage[] = [];
  readonly #told: Told[] = [];
  readonly talk: PeerTalk;
  other: End | undefined;

  constructor(offsetUs: number) {
    this.talk = new PeerTalk({
      tellPeer: (bytes) => {
        this.said.push(decodePeerMessage(bytes)!);
        this.other?.talk.peer(bytes);
      },
      tell: (role, bytes, body) => {
        const head = newHead();
        assert.ok(readHead(bytes, head));
        this.#told.push({ role, head, body: body && decodePeerMessage(body) });
      },
      wantKeyframe: () => {},
      offsetUs: () => offsetUs,
    });
  }

  told(role: string): Told[] {
    return this.#told.filter((each) => each.role === role);
  }

  /** One of the processes says something. */
  from(_role: string, kind: MediaHead['kind'], number: number, capturedUs = 0): void {
    const written = new HeadWriter().write({ ...newHead(), kind, number, capturedUs });
    const head = newHead();
    assert.ok(readHead(written.subarray(0, headBytes), head));
    this.talk.local(head);
  }
}

/** @param offsetUs by how much the clock over there is ahead of this one */
function twoPortals(offsetUs = 1_000_000): { here: End; there: End } {
  const here = new End(offsetUs);
  const there = new End(-offsetUs);
  here.other = there;
  there.other = here;
  return { here, there };
}
