import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatMeasure, measureOf, measures, parseMeasure } from './measures.ts';

const width = measureOf('screen-width-m')!;
const fov = measureOf('vertical-fov-deg')!;

const understood: [string, number][] = [
  ['1.2 m', 1.2],
  ['1.2', 1.2],
  ['1,2', 1.2],
  [' 120cm ', 1.2],
  ['1200 mm', 1.2],
  ['47 in', 1.1938],
  ['47"', 1.1938],
  ['4 ft', 1.2192],
  ['.5 M', 0.5],
];
for (const [text, value] of understood) {
  test(`a width of ${JSON.stringify(text)} is ${value} m`, () => {
    assert.deepEqual(parseMeasure(text, width), { value });
  });
}

test('an angle is in degrees', () => {
  assert.deepEqual(parseMeasure('43.5°', fov), { value: 43.5 });
  assert.deepEqual(parseMeasure('43.5 degrees', fov), { value: 43.5 });
  assert.match(problem('43.5 m', fov), /unit that is not known; write degrees/);
});

const refused: [string, RegExp][] = [
  ['0', /out of range, 0.1 m to 20 m/],
  ['-1 m', /out of range/],
  ['1000 m', /out of range/],
  ['120', /out of range.*was it 120 cm\?/],
  ['NaN', /is not a length; write it as 1.2 m, 120 cm or 47 in/],
  ['Infinity', /is not a length/],
  ['1e3', /is not a length/],
  ['wide', /is not a length/],
  ['', /is not a length/],
  ['1.2 parsec', /unit that is not known/],
  ['1.2 constructor', /unit that is not known/],
  ['1.2.3', /is not a length/],
  ['9'.repeat(400), /out of range/],
];
for (const [text, message] of refused) {
  test(`a width of ${JSON.stringify(text).slice(0, 20)} is refused with what would do`, () => {
    assert.match(problem(text, width), message);
  });
}

test('property: any text is a measure within its range or a problem in one line', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+]?[\d.,]{1,6} ?[a-z"°]{0,3}$/)), (text) => {
      for (const measure of measures) {
        const parsed = parseMeasure(text, measure);
        if ('value' in parsed) assert.ok(parsed.value >= measure.min && parsed.value <= measure.max);
        else assert.doesNotMatch(parsed.problem, /\n/);
      }
    }),
  );
});

test('property: what is printed is read back', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...measures),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (measure, share) => {
        const value = measure.min + share * (measure.max - measure.min);
        const parsed = parseMeasure(formatMeasure(value, measure), measure);
        assert.ok('value' in parsed && Math.abs(parsed.value - value) < 0.006);
      },
    ),
  );
});

function problem(text: string, measure: typeof width): string {
  const parsed = parseMeasure(text, measure);
  return 'problem' in parsed ? parsed.problem : '';
}
