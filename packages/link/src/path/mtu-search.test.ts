import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../testing/random.ts';
import { MtuSearch } from './mtu-search.ts';
import { PathLimits } from './path-limits.ts';

const rttUs = 40_000;
const stepUs = 5000;

/** A search over a path that answers probes of at most `largest` bytes after 40 ms, and a pong every 50 ms, while it is up. */
class Searching {
  readonly limits: PathLimits = new PathLimits();
  readonly search: MtuSearch = new MtuSearch(this.limits, 8952);
  largest = 8952;
  loss = 0;
  up = true;
  probes = 0;
  nowUs = 0;
  #pongs = 1;
  #answers: { atUs: number; bytes: number }[] = [];
  readonly #random = seeded(7);

  /** Lets `us` pass while large datagrams are sent, and says how long it took until `condition` was so, µs. */
  run(us: number, condition: () => boolean = () => false): number {
    const startUs = this.nowUs;
    for (; this.nowUs < startUs + us; this.nowUs += stepUs) {
      if (condition()) break;
      this.#step();
    }
    return this.nowUs - startUs;
  }

  #step(): void {
    this.search.sent(this.limits.datagramBytes);
    for (let bytes = this.#due(); bytes > 0; bytes = this.#due()) {
      this.probes++;
      this.search.probed(this.nowUs, this.#pongs);
      const passes = this.up && bytes <= this.largest && this.#random() >= this.loss;
      if (passes) this.#answers.push({ atUs: this.nowUs + rttUs, bytes });
    }
    if (this.up && this.nowUs % 50_000 === 0) this.#pongs++;
    const arrived = this.#answers.filter(({ atUs }) => atUs <= this.nowUs);
    this.#answers = this.#answers.filter(({ atUs }) => atUs > this.nowUs);
    for (const { bytes } of arrived) this.search.acknowledge(this.nowUs, bytes);
  }

  #due(): number {
    return this.search.due(this.nowUs, this.#pongs, rttUs, 1000);
  }
}

test('given a path that begins to swallow large datagrams, when some are sent, then 1200 is used within 1.2 s and the new size found in 2 s more', () => {
  const path = new Searching();
  path.run(2_000_000);
  assert.equal(path.limits.datagramBytes, 8952);
  path.largest = 1400;
  const fellUs = path.run(5_000_000, () => path.limits.datagramBytes === 1200);
  assert.ok(fellUs <= 1_200_000, `${fellUs} µs`);
  path.run(2_000_000, () => path.limits.datagramBytes === 1372);
  assert.equal(path.limits.datagramBytes, 1372);
});

test('given somebody who knows what becomes of datagrams, when eight large ones in a row are lost, then 1200 is used within 0.35 s', () => {
  const path = new Searching();
  path.run(2_000_000);
  path.run(100_000);
  path.largest = 1400;
  for (let packet = 0; packet < 7; packet++) path.search.outcome(path.nowUs, 8952, true);
  path.search.outcome(path.nowUs, 8952, false);
  for (let packet = 0; packet < 8; packet++) path.search.outcome(path.nowUs, 8952, true);
  const fellUs = path.run(5_000_000, () => path.limits.datagramBytes === 1200);
  assert.ok(fellUs <= 350_000, `${fellUs} µs`);
});

test('given 10 % of loss, when an hour passes, then the size in use stays', () => {
  const path = new Searching();
  path.run(2_000_000);
  path.loss = 0.1;
  path.run(3_600_000_000, () => path.limits.datagramBytes !== 8952);
  assert.equal(path.limits.datagramBytes, 8952);
});

test('given a path that is down, when nothing is answered, then nothing is concluded, and all is found when it is back', () => {
  const path = new Searching();
  path.run(100_000);
  path.up = false;
  path.run(10_000_000);
  const before = path.limits.datagramBytes;
  path.up = true;
  path.search.doubt();
  path.run(2_000_000);
  assert.ok(before > 1200 && before < 8952, `${before}`);
  assert.equal(path.limits.datagramBytes, 8952);
});

test('given a doubt, when the path still carries what it did, then that is used again after one round trip', () => {
  const path = new Searching();
  path.run(2_000_000);
  path.search.doubt();
  assert.equal(path.limits.datagramBytes, 1200);
  const backUs = path.run(1_000_000, () => path.limits.datagramBytes === 8952);
  assert.ok(backUs <= rttUs + stepUs, `${backUs} µs`);
});

test('given a doubt, when the path carries less by now, then that is found', () => {
  const path = new Searching();
  path.run(2_000_000);
  path.largest = 1452;
  path.search.doubt();
  path.run(2_000_000);
  assert.equal(path.limits.datagramBytes, 1452);
});

test('given a path that carries probes but falls again and again, when it is searched, then ever more seldom', () => {
  const path = new Searching();
  path.run(2_000_000);
  const flap = (): void => {
    path.run(3_000_000_000, () => path.limits.datagramBytes === 8952);
    path.search.refuse(path.nowUs, 8952);
  };
  const waits: number[] = [];
  for (let fall = 0; fall < 6; fall++) {
    const fromUs = path.nowUs;
    flap();
    waits.push(path.nowUs - fromUs);
  }
  for (let fall = 2; fall < 6; fall++) assert.ok(waits[fall]! > waits[fall - 1]! * 1.3, waits.join());
});

test('given answers to probes that were never sent, when they come, then they are ignored', () => {
  const path = new Searching();
  path.search.acknowledge(0, 8952);
  assert.equal(path.limits.datagramBytes, 1200);
});

test('given an idle link, when nothing large is sent, then the size is not confirmed', () => {
  const limits = new PathLimits();
  const search = new MtuSearch(limits, 1472);
  let probes = 0;
  for (let nowUs = 0; nowUs < 60e6; nowUs += stepUs) {
    for (let bytes = search.due(nowUs, 9, rttUs, 0); bytes > 0; bytes = search.due(nowUs, 9, rttUs, 0)) {
      search.probed(nowUs, 9);
      search.acknowledge(nowUs, bytes);
      probes++;
    }
  }
  assert.equal(limits.datagramBytes, 1472);
  assert.ok(probes < 10, `${probes}`);
});
