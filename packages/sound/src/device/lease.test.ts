import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceLease } from './lease.ts';

class Plug {
  alive = true;
  closed = 0;
  close(): void {
    this.closed++;
  }
}

test('a device that goes is closed and opened again after 0.5, 1, 2, 4, 8, 8 … s', () => {
  let plugged = true;
  const opened: Plug[] = [];
  const attemptsMs: number[] = [];
  let nowUs = 0;
  const lease = new DeviceLease(() => {
    if (nowUs > 0) attemptsMs.push(nowUs / 1000);
    if (!plugged) throw new Error('not there');
    opened.push(new Plug());
    return opened.at(-1) as Plug;
  });
  assert.equal(lease.current(0), opened[0]);

  plugged = false;
  (opened[0] as Plug).alive = false;
  nowUs = 100_000;
  assert.equal(lease.current(nowUs), undefined);
  assert.equal(opened[0]?.closed, 1);
  assert.equal(lease.state, 'lost');
  assert.equal(lease.losses, 1);

  for (; nowUs < 30_000_000; nowUs += 100_000) lease.current(nowUs);
  assert.deepEqual(attemptsMs, [600, 1_600, 3_600, 7_600, 15_600, 23_600]);

  plugged = true;
  for (; nowUs < 32_000_000; nowUs += 100_000) lease.current(nowUs);
  assert.equal(lease.state, 'ok');
  assert.equal(lease.current(nowUs), opened[1]);
});

test('a closed lease closes its device once and opens nothing any more', () => {
  const plug = new Plug();
  let opens = 0;
  const lease = new DeviceLease(() => {
    opens++;
    return plug;
  });
  lease.close();
  lease.close();
  assert.equal(lease.current(60e6), undefined);
  assert.equal(plug.closed, 1);
  assert.equal(opens, 1);
});

test('what cannot be opened at first is an error', () => {
  assert.throws(() => new DeviceLease(() => assert.fail('not there')), /not there/);
});
