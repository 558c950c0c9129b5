import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_SAMPLES, BLOCK_US } from './format.ts';
import { Mixer, plainMix } from './mixer/mixer.ts';
import { Player } from './player.ts';
import { nowhereSink } from './sinks/nowhere.ts';

/** How long a packet is under way, µs. */
const NETWORK_US = 9_000;
const TICK_US = 2_000;

/** Sends a packet every 5 ms for `seconds` and plays what arrives; a packet is one byte, 255 is broken. */
function play(
  seconds: number,
  packetOf: (number: number) => Uint8Array | undefined,
  arrived: (player: Player, number: number, arrivalUs: number) => void = () => {},
) {
  const state = { nowUs: 1_000_000 };
  const sink = nowhereSink(() => state.nowUs);
  const played: { capturedUs: number; heardUs: number }[] = [];
  const player = new Player({
    sink,
    decode: ([byte]) => {
      if (byte === 255) throw new Error('corrupt');
      return new Float32Array(byte === 254 ? 10 : BLOCK_SAMPLES).fill((byte ?? 0) / 256);
    },
    onPlayed: (capturedUs, heardUs) => played.push({ capturedUs, heardUs }),
  });
  const blocks = (seconds * 1e6) / BLOCK_US;
  for (let number = 0; number < blocks; state.nowUs += TICK_US) {
    for (; number * BLOCK_US + NETWORK_US <= state.nowUs - 1_000_000; number++) {
      const capturedUs = 1_000_000 + number * BLOCK_US;
      const packet = packetOf(number);
      if (packet) player.push(number, capturedUs, capturedUs + NETWORK_US, packet);
      arrived(player, number, capturedUs + NETWORK_US);
    }
    player.tick(state.nowUs);
  }
  return { player, played, sink };
}

test('what arrives is heard in order, every block once, at an even delay', () => {
  const { played, player, sink } = play(10, () => Uint8Array.of(64));
  const late = played.slice(-4_000);
  assert.equal(late.length, 4_000);
  late.forEach(({ capturedUs, heardUs }, i) => {
    const before = late[i - 1];
    // Its speed may change by a cent at most.
    if (before) assert.ok(Math.abs(capturedUs - before.capturedUs - BLOCK_US / 4) < 2);
    const delayMs = (heardUs - capturedUs) / 1000;
    assert.ok(delayMs > NETWORK_US / 1000 && delayMs < 50, `${delayMs} ms`);
  });
  assert.equal(player.stats.concealedMs, 0);
  assert.ok(Math.abs((player.stats.level ?? 0) + 12.04) < 0.1);
  assert.equal(sink.counters.underruns, 0);
});

test('a packet that is lost is made up for', () => {
  const { player, sink } = play(10, (number) => (number % 400 === 399 ? undefined : Uint8Array.of(64)));
  const { concealedMs } = player.stats;
  assert.ok(concealedMs >= 20 && concealedMs <= 30, `${concealedMs} ms`);
  assert.equal(sink.counters.underruns, 0);
});

test('a packet that cannot be decoded, or not to a block, is counted and harms nothing else', () => {
  const { player, played } = play(10, (number) =>
    Uint8Array.of(number === 900 ? 255 : number === 901 ? 254 : 64),
  );
  assert.equal(player.stats.broken, 2);
  const gaps = played.map(({ capturedUs }, i) => capturedUs - (played[i - 1]?.capturedUs ?? capturedUs));
  const long = gaps.filter((gapUs, i) => i > 3200 && gapUs > 1.5 * BLOCK_US);
  assert.equal(long.length, 1);
  assert.ok(long[0]! > 2 * BLOCK_US && long[0]! < 2.5 * BLOCK_US, `${long[0]} µs`);
});

test('after an outage sound is as quick as before it, whatever of the outage is repaired then', () => {
  const [firstLost, firstFresh] = [1600, 2000];
  const { played } = play(
    16,
    (number) => {
      const isLost = number >= firstLost && number < firstFresh;
      return isLost ? undefined : Uint8Array.of(64);
    },
    (player, number, arrivalUs) => {
      if (number !== firstFresh + 2) return;
      for (let late = firstFresh - 14; late < firstFresh; late++)
        player.push(late, 1_000_000 + late * BLOCK_US, arrivalUs, Uint8Array.of(64));
    },
  );
  const delays = (fromS: number, toS: number): number[] =>
    played
      .filter(({ heardUs }) => heardUs >= 1e6 * (1 + fromS) && heardUs < 1e6 * (1 + toS))
      .map(({ capturedUs, heardUs }) => (heardUs - capturedUs) / 1000)
      .toSorted((a, b) => a - b);
  const [before, after] = [delays(7, 8), delays(11.5, 12.5)];
  assert.ok(
    after.at(after.length >> 1)! < before.at(before.length >> 1)! + 3,
    `${after.at(-1)} after ${before.at(-1)}`,
  );
});

test('before anything has arrived there is silence, and nothing is known', () => {
  const { player, sink } = play(1, () => undefined);
  assert.equal(player.stats.bufferMs, null);
  assert.equal(player.stats.level, null);
  assert.equal(sink.counters.underruns, 0);
});

test('a shared track is mixed in at its own volume, and is gone when it ends', () => {
  const state = { nowUs: 1_000_000 };
  const heard: number[] = [];
  const sink = nowhereSink(() => state.nowUs);
  const mixer = new Mixer();
  const player = new Player({
    sink: {
      description: sink.description,
      counters: sink.counters,
      state: sink.state,
      queuedFrames: (nowUs) => sink.queuedFrames(nowUs),
      close: () => sink.close(),
      write(samples) {
        heard.push(samples.at(-1)!);
        sink.write(samples);
      },
    },
    mixer,
    decode: () => new Float32Array(BLOCK_SAMPLES).fill(0.25),
    decodeShared: () => new Float32Array(BLOCK_SAMPLES).fill(0.125),
  });
  const packet = Uint8Array.of(1);
  const run = (seconds: number, isShared: boolean): number => {
    for (const endUs = state.nowUs + seconds * 1e6; state.nowUs < endUs; state.nowUs += BLOCK_US) {
      const number = state.nowUs / BLOCK_US;
      player.push(number, state.nowUs, state.nowUs + 100, packet);
      // Its numbers begin elsewhere.
      if (isShared) player.pushShared(number + 77_000, state.nowUs, state.nowUs + 100, packet);
      player.tick(state.nowUs + 200);
    }
    return heard.at(-1)!;
  };

  const sharedBroken = (): number | undefined => player.sharedStats?.broken;

  near(run(3, false), 0.25);
  assert.equal(sharedBroken(), undefined);
  near(run(3, true), 0.375);
  assert.equal(sharedBroken(), 0);
  mixer.set({
    people: { volumePct: 100, muted: true },
    shared: { volumePct: 200, muted: false },
    ducking: true,
  });
  near(run(1, true), 0.25);
  mixer.set(plainMix);
  near(run(8, false), 0.25);
  assert.equal(sharedBroken(), undefined);
});

function near(value: number, expected: number): void {
  assert.ok(Math.abs(value - expected) < 1e-4, `${value} is not ${expected}`);
}
