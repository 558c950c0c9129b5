import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from './pacer.ts';

/** Sends packets of 1200 bytes as soon as the pacer lets them, and returns when each left, µs. */
function send(pacer: Pacer, packets: number, fromUs = 0): number[] {
  const left: number[] = [];
  for (let nowUs = fromUs; left.length < packets; nowUs = Math.max(nowUs + 1e-3, pacer.wakeUs(nowUs))) {
    while (left.length < packets && pacer.ready(nowUs)) {
      pacer.spend(nowUs, 1200);
      left.push(nowUs);
    }
  }
  return left;
}

for (const rateBps of [1e6, 40e6, 320e6]) {
  test(`given ${rateBps / 1e6} Mbit/s, when packets leave, then at that rate and no more than a millisecond of it, or one packet, at once`, () => {
    const packets = 2000;
    const left = send(new Pacer(rateBps), packets);
    const expectedUs = (packets * 1200 * 8e6) / rateBps;
    assert.ok(
      Math.abs(left.at(-1)! - expectedUs) < expectedUs * 0.01 + 1000 + 9600e6 / rateBps,
      `${left.at(-1)}`,
    );
    const atOnce = Math.max(...left.map((us) => left.filter((other) => other === us).length));
    assert.ok(atOnce <= Math.ceil((rateBps * 1e-3) / 8 / 1200) + 1, `${atOnce} at once`);
  });
}

test('given sound that takes more than the rate, when that ends or the rate rises, then the rest waits 20 ms at the most', () => {
  const pacer = new Pacer(300e3);
  for (let nowUs = 0; nowUs < 1e6; nowUs += 5000) pacer.spend(nowUs, 500);
  assert.ok(pacer.wakeUs(1e6) <= 1e6 + 20_000);
  pacer.rateBps = 30e6;
  assert.ok(pacer.wakeUs(1e6) <= 1e6 + 300);
});
