import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { setNumbers } from './toml-table.ts';

const mine = `# The hall. Do not touch.
[camera]
rotate = 90   # it hangs on its side

  [ "life-size" ] # measured on Monday
screen-width-m = 1.10 # with a tape
# the shelf
camera-height-m=1.4

[video]
codec = "auto"
`;

test('a table is edited where it is, and everything else stays as it was written', () => {
  const edited = setNumbers(mine, 'life-size', { 'screen-width-m': 1.2, 'eye-height-m': 1.6 });
  assert.equal(
    edited,
    mine
      .replace('1.10 # with', '1.2 # with')
      .replace('camera-height-m=1.4\n', 'camera-height-m=1.4\neye-height-m = 1.6\n'),
  );
});

test('null takes a key away', () => {
  const edited = setNumbers(mine, 'life-size', { 'screen-width-m': null });
  assert.equal(edited, mine.replace('screen-width-m = 1.10 # with a tape\n', ''));
});

test('a table that is not there yet comes last', () => {
  assert.equal(setNumbers('', 'life-size', { a: 1 }), '[life-size]\na = 1\n');
  assert.equal(setNumbers('x = 1\n\n\n', 'life-size', { a: 1 }), 'x = 1\n\n[life-size]\na = 1\n');
});

test('lines keep the ends they have', () => {
  assert.equal(setNumbers('[life-size]\r\na = 1\r\n', 'life-size', { a: 2 }), '[life-size]\r\na = 2\r\n');
});

test('what looks like the table inside of a text is not the table', () => {
  const tricky = 'note = """\n[life-size]\n"""\n';
  assert.throws(() => setNumbers(tricky, 'life-size', { a: 1 }), /only you can edit/);
});

for (const written of [
  'life-size = { a = 1 }\n',
  'life-size.a = 1\n',
  '[life-size]\nb.c = """\nx"""\na."d" = 1\n',
]) {
  test(`a table that is written as ${JSON.stringify(written)} is left alone`, () => {
    assert.throws(() => setNumbers(written, 'life-size', { a: 2 }), /only you can edit/);
  });
}

test('what is no TOML is left alone', () => {
  assert.throws(() => setNumbers('[life-size\n', 'life-size', { a: 1 }));
});

const key = fc.constantFrom('a', 'b', 'c', 'screen-width-m');
const number = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 8);
const table = fc.dictionary(key, fc.oneof(number, fc.boolean(), fc.stringMatching(/^[\w [\]#="]{0,9}$/)));
const tables = fc.dictionary(fc.constantFrom('life-size', 'camera', 'video'), table);

test('property: the numbers are set, and nothing else changes', () => {
  fc.assert(
    fc.property(tables, fc.dictionary(key, fc.oneof(number, fc.constant(null))), (before, values) => {
      const wanted: Record<string, Record<string, unknown>> = structuredClone({ ...before });
      const changed = (wanted['life-size'] ??= {});
      for (const [name, value] of Object.entries(values)) {
        if (value === null) delete changed[name];
        else changed[name] = value;
      }
      let edited: string;
      try {
        edited = setNumbers(stringify(before), 'life-size', values);
      } catch (error) {
        assert.match((error as Error).message, /only you can edit/);
        // Only where a text with a space in it would have been replaced.
        assert.ok(Object.entries(values).some(([name]) => typeof before['life-size']?.[name] === 'string'));
        return;
      }
      assert.deepEqual(JSON.parse(JSON.stringify(parse(edited))), JSON.parse(JSON.stringify(wanted)));
    }),
  );
});
