import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PlayoutBuffer, type PlayoutOptions } from './playout-buffer.ts';

/** What may happen to a block on its way: lost, delayed by so many ms, arriving once more. */
const anyBlock = fc.record({
  lost: fc.boolean(),
  delayMs: fc.oneof({ weight: 8, arbitrary: fc.nat(20) }, { weight: 1, arbitrary: fc.nat(600) }),
  againMs: fc.option(fc.nat(100), { freq: 10 }),
  pullLateMs: fc.nat(8),
});

const anyOptions: fc.Arbitrary<PlayoutOptions> = fc.record(
  { floorMs: fc.nat(30), capMs: fc.integer({ min: 20, max: 400 }), startMs: fc.nat(50), slackMs: fc.nat(5) },
  { requiredKeys: [] },
);

interface Step {
  readonly atUs: number;
  /** The number of a block that arrives; a pull where there is none. */
  readonly number?: number;
  readonly capturedUs?: number;
}

test('whatever happens on the way, blocks are played once, in order, unchanged, and all are accounted for', () => {
  const traffic = fc.array(anyBlock, { minLength: 1, maxLength: 400 });
  const first = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(traffic, first, fc.nat(5), anyOptions, (blocks, firstNumber, lossOneIn, options) => {
      const steps: Step[] = [];
      for (const [block, { lost, delayMs, againMs, pullLateMs }] of blocks.entries()) {
        const capturedUs = 1e6 + block * 5000;
        const arrives = { number: (firstNumber + block) >>> 0, capturedUs };
        const isLost = lost && lossOneIn > 0 && block % lossOneIn === 0;
        if (!isLost) steps.push({ ...arrives, atUs: capturedUs + delayMs * 1000 });
        if (againMs !== null && !isLost)
          steps.push({ ...arrives, atUs: capturedUs + (delayMs + againMs) * 1000 });
        steps.push({ atUs: capturedUs + pullLateMs * 1000 });
      }
      for (let extra = 0; extra < 500; extra++)
        steps.push({ atUs: 1e6 + (blocks.length + extra) * 5000 + 9000 });
      steps.sort((a, b) => a.atUs - b.atUs);
      check(steps, firstNumber, options);
    }),
    { numRuns: 200 },
  );
});

function check(steps: Step[], firstNumber: number, options: PlayoutOptions): void {
  const buffer = new PlayoutBuffer(options);
  const payload = new Uint8Array(4);
  const arrived = new Set<number>();
  let pushes = 0;
  let played = 0;
  let concealed = 0;
  let last = -1;
  for (const { atUs, number, capturedUs } of steps) {
    if (number !== undefined && capturedUs !== undefined) {
      new DataView(payload.buffer).setUint32(0, number);
      buffer.push(number, capturedUs, atUs, payload);
      arrived.add(number);
      pushes++;
      continue;
    }
    const pulled = buffer.pull(atUs);
    if (pulled.kind === 'conceal') concealed++;
    if (pulled.kind !== 'play' && pulled.kind !== 'skip') continue;
    played++;
    assert.ok(arrived.has(pulled.number), 'played before it arrived');
    const block = (pulled.number - firstNumber) >>> 0;
    assert.ok(block > last, `${block} played after ${last}`);
    last = block;
    assert.equal(pulled.capturedUs, 1e6 + block * 5000);
    assert.equal(numberIn(pulled.payload), pulled.number);
    if (pulled.kind === 'skip' && pulled.dropped !== null) {
      assert.ok((numberIn(pulled.dropped) - firstNumber) >>> 0 < block);
    }
  }
  const { stats } = buffer;
  assert.equal(stats.played, played);
  assert.equal(stats.concealedMs, concealed * 5);
  assert.equal(stats.played + stats.skipped + stats.late + stats.duplicates, pushes);
}

function numberIn(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0);
}
