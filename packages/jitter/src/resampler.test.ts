import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Resampler } from './resampler.ts';

const rateHz = 48_000;

test('at a ratio of 1 samples pass unchanged, half the filter later', () => {
  const resampler = new Resampler({ channels: 2 });
  const input = Float32Array.from({ length: 2000 }, (_, index) => Math.fround(Math.sin(index * index)));
  resampler.push(input);
  const out = new Float32Array(1600);
  assert.equal(resampler.pull(out, 1), 800);
  assert.deepEqual(out.subarray(40), input.subarray(0, 1560));
  assert.ok(out.subarray(0, 40).every((sample) => sample === 0));
});

for (const hz of [20, 1000, 10_000, 19_000]) {
  for (const ppm of [500, -500, 20_000]) {
    test(`${hz} Hz at ${ppm} ppm keeps its level, and nothing is added above −85 dB`, () => {
      const ratio = 1 + ppm / 1e6;
      const out = resampled(hz, ratio);
      const { amplitude, restDb } = analyse(out, hz * ratio);
      assert.ok(Math.abs(20 * Math.log10(amplitude / 0.5)) < 0.02, `level ${amplitude}`);
      assert.ok(restDb < -85, `rest at ${restDb} dB`);
    });
  }
}

test('20 kHz is within 0.1 dB', () => {
  const { amplitude } = analyse(resampled(20_000, 1.0005), 20_000 * 1.0005);
  assert.ok(Math.abs(20 * Math.log10(amplitude / 0.5)) < 0.1, `level ${amplitude}`);
});

test('a ratio that wanders makes no click: a tone stays as smooth as it was', () => {
  const resampler = new Resampler({ channels: 1, capacity: rateHz * 2 });
  const hz = 440;
  resampler.push(sine(hz, rateHz));
  const block = new Float32Array(240);
  let before = 0;
  let slope = 0;
  let worst = 0;
  for (let at = 0; at < 190; at++) {
    resampler.pull(block, 1 + 0.0005 * Math.sin(at / 9));
    for (const sample of block) {
      const next = sample - before;
      if (at > 0) worst = Math.max(worst, Math.abs(next - slope));
      slope = next;
      before = sample;
    }
  }
  const smooth = 0.5 * ((2 * Math.PI * hz) / rateHz) ** 2;
  assert.ok(worst < smooth * 1.05, `second difference ${worst}, of the tone ${smooth}`);
});

test('what goes in comes out: frames used are frames made times the ratio', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ push: fc.nat(600), pull: fc.nat(600), ppm: fc.integer({ min: -20_000, max: 20_000 }) }),
        {
          minLength: 1,
          maxLength: 60,
        },
      ),
      (steps) => {
        const resampler = new Resampler({ channels: 2, capacity: 4800 });
        let pushed = 0;
        let used = 0;
        for (const step of steps) {
          pushed += resampler.push(new Float32Array(step.push * 2));
          const ratio = 1 + step.ppm / 1e6;
          used += resampler.pull(new Float32Array(step.pull * 2), ratio) * ratio;
          assert.ok(Math.abs(resampler.ahead - (pushed - used)) < 1e-6);
          assert.ok(resampler.ahead > -1.03 && resampler.room >= 0);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('where the input does not suffice it gives what it can and goes on without a gap', () => {
  const whole = new Resampler({ channels: 1 });
  const torn = new Resampler({ channels: 1 });
  const input = sine(300, 4000);
  whole.push(input);
  const expected = new Float32Array(3000);
  assert.equal(whole.pull(expected, 1.0003), 3000);
  const got: number[] = [];
  for (let at = 0; at < 4000 && got.length < 3000; at += 100) {
    torn.push(input.subarray(at, at + 100));
    const block = new Float32Array(1000);
    got.push(...block.subarray(0, torn.pull(block, 1.0003)));
  }
  assert.deepEqual(Float32Array.from(got.slice(0, 3000)), expected);
});

test('options out of range are refused, ratios are held within 2 %', () => {
  assert.throws(() => new Resampler({ channels: 0 }), /channels must be a number from 1 to 8/);
  assert.throws(() => new Resampler({ capacity: Number.NaN }), /capacity/);
  const resampler = new Resampler({ channels: 1 });
  resampler.push(new Float32Array(1000));
  assert.equal(resampler.pull(new Float32Array(100), 5), 100);
  assert.ok(resampler.ahead > 897);
});

function sine(hz: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, at) => 0.5 * Math.sin((2 * Math.PI * hz * at) / rateHz));
}

/** A second of a tone through a resampler, without its beginning. */
function resampled(hz: number, ratio: number): Float32Array {
  const resampler = new Resampler({ channels: 1, capacity: rateHz * 2 });
  resampler.push(sine(hz, rateHz + 4000));
  const out = new Float32Array(rateHz);
  assert.equal(resampler.pull(out, ratio), rateHz);
  return out.subarray(100);
}

/** The tone's amplitude by least squares, and all the rest beside it in dB. */
function analyse(samples: Float32Array, hz: number): { amplitude: number; restDb: number } {
  let ss = 0;
  let cc = 0;
  let sc = 0;
  let xs = 0;
  let xc = 0;
  const omega = (2 * Math.PI * hz) / rateHz;
  for (const [at, sample] of samples.entries()) {
    const s = Math.sin(omega * at);
    const c = Math.cos(omega * at);
    ss += s * s;
    cc += c * c;
    sc += s * c;
    xs += sample * s;
    xc += sample * c;
  }
  const det = ss * cc - sc * sc;
  const a = (xs * cc - xc * sc) / det;
  const b = (xc * ss - xs * sc) / det;
  let rest = 0;
  for (const [at, sample] of samples.entries())
    rest += (sample - a * Math.sin(omega * at) - b * Math.cos(omega * at)) ** 2;
  const amplitude = Math.hypot(a, b);
  return { amplitude, restDb: 10 * Math.log10(rest / samples.length / (amplitude ** 2 / 2)) };
}
