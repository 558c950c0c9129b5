import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunksAt, maxDatagramBytes } from '../wire/datagram.ts';
import { readU48 } from '../wire/integers.ts';
import { Slab } from '../wire/slab.ts';
import { MessageSender } from './message-sender.ts';

const rttUs = 20_000;
const deviationUs = 1000;

/** Takes everything that the sender wants to send at `nowUs`, as [offset, bytes]. */
function sent(sender: MessageSender, nowUs: number): [number, number][] {
  const slab = new Slab(maxDatagramBytes);
  const segments: [number, number][] = [];
  while (sender.ready(nowUs, rttUs, deviationUs)) {
    const end = sender.write(nowUs, slab, chunksAt);
    segments.push([readU48(slab.view, chunksAt + 3), end - chunksAt - 9]);
  }
  return segments;
}

test('given a receiver without room, when time passes, then the sender asks ever more seldom whether there is some now', () => {
  const sender = new MessageSender();
  sender.push(new Uint8Array(1000));
  assert.deepEqual(sent(sender, 0), [[0, 1004]]);
  // The window of the start cannot be taken back, so it is used up first.
  for (let message = 0; message < 300; message++) sender.push(new Uint8Array(1000));
  let nowUs = 0;
  let end = 1004;
  while (end < 262_144) {
    sender.acknowledge(end, end);
    nowUs += rttUs;
    for (const [offset, bytes] of sent(sender, nowUs)) end = offset + bytes;
  }
  sender.acknowledge(end, end);
  const probes: number[] = [];
  for (const untilUs = nowUs + 1_000_000; nowUs < untilUs; nowUs += 1000) {
    for (const [offset, bytes] of sent(sender, nowUs)) {
      assert.deepEqual([offset, bytes], [262_144, 0]);
      probes.push(nowUs);
    }
  }
  const gaps = probes.slice(1).map((at, order) => at - probes[order]!);
  assert.ok(probes.length >= 3 && probes.length < 10);
  assert.deepEqual(
    gaps,
    gaps.toSorted((one, other) => one - other),
  );
  sender.acknowledge(end, end + 5000);
  assert.deepEqual(sent(sender, nowUs)[0], [262_144, 1157]);
});

test('given segments of which one is overtaken by far, when the acknowledgement comes, then just that one is sent again', () => {
  const sender = new MessageSender();
  sender.push(new Uint8Array(1153));
  assert.deepEqual(sent(sender, 0), [[0, 1157]]);
  sender.push(new Uint8Array(1153));
  assert.deepEqual(sent(sender, 10_000), [[1157, 1157]]);
  sender.acknowledgeRange(1157, 2314);
  sender.detectLoss(rttUs);
  assert.deepEqual(sent(sender, 30_000), [[0, 1157]]);
  sender.acknowledge(2314, 300_000);
  assert.equal(sender.timeoutUs(rttUs, deviationUs), Number.POSITIVE_INFINITY);
});

test('given acknowledgements of what was never sent, when they come, then they are ignored', () => {
  const sender = new MessageSender();
  sender.push(new Uint8Array(100));
  sent(sender, 0);
  sender.acknowledge(5000, 10_000);
  sender.acknowledgeRange(50, 5000);
  sender.acknowledgeRange(90, 10);
  sender.detectLoss(Number.NaN);
  assert.deepEqual(sent(sender, 1_000_000), [[0, 104]], 'it is still waiting, and repeated after a timeout');
});
