import type { PlayoutBuffer } from './playout-buffer.ts';
import type { Pulled } from './pulled.ts';

/** A block on its way, for tests in virtual time. */
export interface Arrival {
  readonly number: number;
  readonly capturedUs: number;
  readonly arrivalUs: number;
}

/** Randomness that repeats: a 32-bit congruential generator with scrambled output, uniform in [0, 1). */
export function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return ((word ^ (word >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Normal delays around a mean, in µs, that keep the deviation over some blocks as queues do. */
export function normalDelay(random: () => number, meanUs: number, deviationUs: number): () => number {
  let wandering = 0;
  return () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    wandering = 0.9 * wandering + Math.sqrt(1 - 0.81) * normal;
    return Math.max(0, meanUs + deviationUs * wandering);
  };
}

export interface Sender {
  readonly blocks: number;
  readonly firstNumber?: number;
  /** When the first block is captured and sent, in µs. */
  readonly startUs?: number;
  /** What its first capture time reads, where that is another clock. */
  readonly capturedUs?: number;
  /** How much faster than nominal it sends, in parts per million. */
  readonly fastPpm?: number;
  /** Delay of a block in µs; Infinity loses it. 10 ms for all unless given. */
  readonly delayUs?: (block: number, sentUs: number) => number;
  /** Whether blocks may overtake each other; else they wait for the one before. Must be short then: it sorts. */
  readonly reorder?: boolean;
}

/** The arrivals of a sender's blocks of 5 ms, in their order. */
export function* arrivalsOf(sender: Sender): Generator<Arrival> {
  if (sender.reorder === true) {
    const delayUs = sender.delayUs ?? ((): number => 10_000);
    const sent = [...arrivalsOf({ ...sender, reorder: false, delayUs: () => 0 })];
    const arrivals: Arrival[] = [];
    for (const [block, { number, capturedUs, arrivalUs: sentUs }] of sent.entries()) {
      const arrivalUs = sentUs + delayUs(block, sentUs);
      if (arrivalUs !== Infinity) arrivals.push({ number, capturedUs, arrivalUs });
    }
    yield* arrivals.toSorted((a, b) => a.arrivalUs - b.arrivalUs);
    return;
  }
  const startUs = sender.startUs ?? 0;
  const intervalUs = 5000 / (1 + (sender.fastPpm ?? 0) / 1e6);
  let lastUs = 0;
  for (let block = 0; block < sender.blocks; block++) {
    const sentUs = startUs + block * intervalUs;
    const delayUs = sender.delayUs?.(block, sentUs) ?? 10_000;
    if (delayUs === Infinity) continue;
    lastUs = Math.max(lastUs, sentUs + delayUs);
    yield {
      number: ((sender.firstNumber ?? 0) + block) >>> 0,
      capturedUs: (sender.capturedUs ?? startUs) + block * intervalUs,
      arrivalUs: lastUs,
    };
  }
}

export interface Player {
  readonly untilUs: number;
  readonly startUs?: number;
  /** How much faster than nominal the device asks for blocks, in parts per million. */
  readonly fastPpm?: number;
  /** How late a pull is, in µs; 0 for all unless given. */
  readonly lateUs?: (pull: number) => number;
}

/** Plays arrivals through a buffer, a pull every 5 ms. The payload of a block is its number. */
export function playThrough(
  buffer: PlayoutBuffer,
  arrivals: Iterable<Arrival>,
  player: Player,
  seen: (pulled: Pulled, nowUs: number) => void = () => {},
): void {
  const payload = new Uint8Array(4);
  const view = new DataView(payload.buffer);
  const iterator = arrivals[Symbol.iterator]();
  let next = iterator.next();
  const intervalUs = 5000 / (1 + (player.fastPpm ?? 0) / 1e6);
  for (let pull = 0; ; pull++) {
    const nowUs = (player.startUs ?? 1234) + pull * intervalUs + (player.lateUs?.(pull) ?? 0);
    if (nowUs > player.untilUs) return;
    while (next.done !== true && next.value.arrivalUs <= nowUs) {
      view.setUint32(0, next.value.number);
      buffer.push(next.value.number, next.value.capturedUs, next.value.arrivalUs, payload);
      next = iterator.next();
    }
    seen(buffer.pull(nowUs), nowUs);
  }
}
