import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Coverage } from './coverage.ts';
import { Cursor } from './cursor.ts';
import { search } from './search.ts';
import { nothingSeen, type Target } from './target.ts';

/** Opens only to one word of 32 bits, which is compared a byte at a time. */
function lock(input: Uint8Array): void {
  if (input[0] !== 0x61) return;
  if (input[1] !== 0x6a) return;
  if (input[2] !== 0x61) return;
  if (input[3] === 0x72) throw new Error('open');
}

const door: Target = {
  name: 'door',
  about: 'opens to one word',
  maxBytes: 16,
  seeds: [new Uint8Array(4)],
  batch: 100,
  run(input) {
    lock(input);
    return nothingSeen;
  },
};

test('given code that opens to one word in 4 milliards, when the search sees what is executed, then it finds the word', () => {
  const coverage = new Coverage((url) => url === import.meta.url);
  try {
    const guided = search(door, 200_000, { seed: 1, corpus: [], coverage });
    assert.equal(guided.finding?.error.message, 'open');
    assert.equal(Buffer.from(guided.finding.input).toString(), 'ajar');
    coverage.clear();
    const again = search(door, 200_000, { seed: 1, corpus: [], coverage });
    assert.equal(again.runs, guided.runs, 'the same seed searches the same way');
    assert.equal(search(door, 200_000, { seed: 1, corpus: [] }).finding, undefined, 'blind, it does not');
  } finally {
    coverage.close();
  }
});

test('given a target that tells of a state, when an input brings it about, then the input is kept', () => {
  const counting: Target = { ...door, run: (input, feel) => (feel(1, new Set(input).size), nothingSeen) };
  const { corpus } = search(counting, 3000, { seed: 2, corpus: [] });
  assert.ok(corpus.length >= 3 && corpus.some((input) => new Set(input).size >= 4));
});

test('given a target that is not the same twice, when it is searched, then that is a finding', () => {
  let executions = 0;
  const moody: Target = { ...door, run: () => executions++ };
  assert.match(search(moody, 200, { seed: 3, corpus: [] }).finding?.error.message ?? '', /something else/);
});

test('given an input that fails, when it is shrunk, then what does not matter is gone', () => {
  const fragile: Target = {
    ...door,
    maxBytes: 200,
    seeds: [new Uint8Array(150).fill(1), Uint8Array.of(7)],
    run(input) {
      if (input.includes(7) && input.includes(1)) throw new Error('both');
      return nothingSeen;
    },
  };
  const { finding } = search(fragile, 10_000, { seed: 4, corpus: [] });
  assert.deepEqual(new Set(finding?.input), new Set([1, 7]));
  assert.equal(finding?.input.length, 2);
});

test('given an input that ends early, when it is read, then the rest of it is zero', () => {
  const cursor = new Cursor(Uint8Array.of(1, 2));
  assert.deepEqual([cursor.u32(), cursor.done, cursor.u8(), cursor.take(3).length], [0x01020000, true, 0, 0]);
});
