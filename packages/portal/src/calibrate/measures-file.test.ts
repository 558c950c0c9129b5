import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { measuresIn, readMeasures, writeMeasures } from './measures-file.ts';

const room = { screenWidthM: 1.2, eyeHeightM: 1.6 };

test('measures are read as they were written, beside what else is in the file', (t) => {
  const path = scratch(t);
  const file = path('ajar.toml');
  writeFileSync(file, '# ours\n[video]\ncodec = "h264" # the beamer\n', { mode: 0o600 });
  writeMeasures(file, room);
  assert.deepEqual(readMeasures(file), room);
  assert.match(
    readFileSync(file, 'utf8'),
    /^# ours\n\[video\]\ncodec = "h264" # the beamer\n\n\[life-size\]\n/,
  );
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(path('.')), ['ajar.toml'], 'no draft is left behind');
});

test('a file and its directory are made where there are none', (t) => {
  const path = scratch(t);
  const file = path('new/ajar.toml');
  assert.deepEqual(readMeasures(file), {});
  writeMeasures(file, room);
  assert.deepEqual(readMeasures(file), room);
});

test('a link to the file stays a link', (t) => {
  const path = scratch(t);
  writeFileSync(path('real.toml'), '');
  symlinkSync(path('real.toml'), path('ajar.toml'));
  writeMeasures(path('ajar.toml'), room);
  assert.deepEqual(readMeasures(path('real.toml')), room);
});

test('a file that is no TOML is refused with the line, and nothing is lost', (t) => {
  const path = scratch(t);
  const file = path('ajar.toml');
  writeFileSync(file, '[video]\ncodec = = "h264"\n');
  for (const call of [() => readMeasures(file), () => writeMeasures(file, room)]) {
    assert.throws(call, { name: 'ConfigError', message: /ajar.toml: line 2 .*correct it first$/ });
  }
  assert.equal(readFileSync(file, 'utf8'), '[video]\ncodec = = "h264"\n');
});

test('a write-protected file is left alone, whoever asks', (t) => {
  const path = scratch(t);
  const file = path('ajar.toml');
  writeFileSync(file, '# mine\n');
  chmodSync(file, 0o444);
  assert.throws(() => writeMeasures(file, room), {
    name: 'ConfigError',
    message: /cannot be written \(write-protected\)/,
  });
  assert.equal(readFileSync(file, 'utf8'), '# mine\n');
  assert.deepEqual(readdirSync(path('.')), ['ajar.toml']);
});

test('a directory, and a place where no file can be, are refused', (t) => {
  const path = scratch(t);
  mkdirSync(path('ajar.toml'));
  assert.throws(() => writeMeasures(path('ajar.toml'), room), {
    name: 'ConfigError',
    message: /cannot be read \(it is a directory\); name another one with --config/,
  });
  writeFileSync(path('file'), '');
  assert.throws(() => writeMeasures(path('file/ajar.toml'), room), {
    name: 'ConfigError',
    message: /cannot be read \(ENOTDIR\)/,
  });
});

const wrong: [unknown, RegExp][] = [
  [7, /^\[life-size\]: is not a table/],
  [[1], /^\[life-size\]: is not a table/],
  [{ 'screen-width': 1 }, /^\[life-size\] screen-width: is not known; these are: screen-width-m/],
  [{ 'screen-width-m': '1 m' }, /^\[life-size\] screen-width-m: "1 m" is not a number/],
  [{ 'screen-width-m': Number.NaN }, /^\[life-size\] screen-width-m: NaN is out of range/],
  [{ 'screen-width-m': 0 }, /screen-width-m: 0 is out of range, 0.1 m to 20 m will do/],
  [{ 'eye-height-m': -1.6 }, /eye-height-m: -1.6 is out of range/],
  [{ 'person-distance-m': 1000 }, /person-distance-m: 1000 is out of range/],
];
for (const [table, message] of wrong) {
  test(`a table ${JSON.stringify(table)} is refused with its key`, () => {
    assert.throws(() => measuresIn(table), { name: 'ConfigError', message });
  });
}

/** Paths in a directory that is gone when the test is over. */
function scratch(t: TestContext): (name: string) => string {
  const directory = mkdtempSync(join(tmpdir(), 'ajar-test-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return (name) => join(directory, name);
}
