import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Adaptation } from './adaptation.ts';
import { leastBps } from './ladder.ts';

const source = { size: { width: 1280, height: 720 }, fps: 60 };
const stepUs = 16_667;

test('a path that carries enough changes nothing', () => {
  const run = new Run('motion');
  run.for(60, 8e6);
  assert.equal(run.adaptation.level, 0);
  assert.equal(run.adaptation.limit, undefined);
});

test('a target that is far too small is followed within a picture, one that is a little too small after a quarter of a second', () => {
  const far = new Run('motion');
  far.for(1, 8e6);
  far.for(0.02, 0.3e6);
  assert.ok(far.adaptation.level > 0);
  const little = new Run('motion');
  little.for(1, 8e6);
  little.for(0.2, 0.7e6);
  assert.equal(little.adaptation.level, 0);
  little.for(0.1, 0.7e6);
  assert.equal(little.adaptation.level, 1);
  assert.equal(little.adaptation.limit, 'path');
});

test('a dip that ends is not followed', () => {
  const run = new Run('sharpness');
  for (let round = 0; round < 50; round++) {
    run.for(0.2, 0.6e6);
    run.for(0.2, 4e6);
  }
  assert.equal(run.changes, 0);
});

test('when there is room again it climbs back to the top, one rung at a time, and stays', () => {
  const run = new Run('motion');
  run.for(1, 8e6);
  run.for(5, 0.2e6);
  const low = run.adaptation.level;
  run.for(3 * low + 4, 8e6);
  assert.equal(run.adaptation.level, 0);
  const { changes } = run;
  run.for(120, 8e6);
  assert.equal(run.changes, changes);
});

test('a climb that fails again and again is tried more and more seldom', () => {
  const run = new Run('motion');
  // The path carries the rung below for long, and for a while seems to carry the one above.
  const failed: number[] = [];
  for (let second = 0; second < 600; second++) {
    const { level } = run.adaptation;
    run.for(1, level === 0 ? 0.6e6 : 1.5e6);
    if (level === 0 && run.adaptation.level > 0) failed.push(second);
  }
  const gaps = failed.slice(1).map((at, index) => at - failed[index]!);
  assert.ok(gaps.length >= 4 && gaps.length < 25, `${gaps.length} climbs`);
  assert.ok(gaps.at(-1)! > 50, gaps.join(' '));
});

test('property: under a target that stays, nothing changes after it has settled', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20_000, max: 12_000_000 }),
      fc.constantFrom('motion', 'sharpness'),
      (bps, prefer) => {
        const run = new Run(prefer);
        run.for(40, bps, 100_000);
        const { changes } = run;
        run.for(600, bps, 100_000);
        assert.equal(run.changes, changes);
        const { rung, level } = run.adaptation;
        assert.ok(leastBps(rung) <= bps || level === 6, 'never more than the path carries');
      },
    ),
    { numRuns: 60 },
  );
});

test('property: on a slow way down it only goes down, on a slow way up only up', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.constantFrom('motion', 'sharpness'), (isUp, prefer) => {
      const run = new Run(prefer);
      run.for(10, isUp ? 0.05e6 : 8e6, 50_000);
      const start = run.levels.length;
      for (let part = 0; part <= 100; part++) {
        const share = isUp ? part / 100 : 1 - part / 100;
        run.for(2, 0.05e6 * 160 ** share, 50_000);
      }
      const levels = run.levels.slice(start);
      for (const [index, level] of levels.entries()) {
        const before = levels[index - 1] ?? level;
        assert.ok(isUp ? level <= before : level >= before);
      }
      assert.equal(run.adaptation.level === 0, isUp);
    }),
    { numRuns: 4 },
  );
});

test('an encoder that cannot keep up gets less to do, and more again when it can', () => {
  const run = new Run('motion');
  run.for(6, 20e6);
  run.encodeUs = 20_000;
  run.for(8, 20e6);
  assert.ok(run.adaptation.level >= 1);
  assert.equal(run.adaptation.limit, 'machine');
  run.encodeUs = 4000;
  run.for(60, 20e6);
  assert.equal(run.adaptation.level, 0);
});

test('a machine that is slow while it starts is given time', () => {
  const run = new Run('motion');
  run.encodeUs = 25_000;
  run.for(3.5, 20e6);
  run.encodeUs = 8000;
  run.for(10, 20e6);
  assert.equal(run.changes, 0);
});

test('targets that make no sense change nothing', () => {
  const run = new Run('motion');
  for (const bps of [Number.NaN, -1, Infinity]) run.for(5, bps);
  assert.equal(run.changes, 0);
});

/** Runs an adaptation in virtual time. */
class Run {
  readonly adaptation: Adaptation;
  /** Of a picture of the source's size. */
  encodeUs = 3000;
  changes = 0;
  readonly levels: number[] = [];
  #nowUs = 1e9;

  constructor(prefer: 'motion' | 'sharpness') {
    this.adaptation = new Adaptation({ ...source, prefer });
  }

  for(seconds: number, bps: number, everyUs = stepUs): void {
    const endUs = this.#nowUs + seconds * 1e6;
    for (; this.#nowUs < endUs; this.#nowUs += everyUs) {
      this.adaptation.setTarget(bps);
      if (this.adaptation.step(this.#nowUs)) this.changes++;
      this.levels.push(this.adaptation.level);
      const { width, height } = this.adaptation.rung.size;
      this.adaptation.encoded((this.encodeUs * width * height) / (1280 * 720));
    }
  }
}
