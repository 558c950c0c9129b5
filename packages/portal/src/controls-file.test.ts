import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Controls, ControlsFile } from './controls-file.ts';

const configured: Controls = {
  mix: { people: { volumePct: 100, muted: false }, shared: { volumePct: 80, muted: false }, ducking: false },
  muted: false,
};
const changed: Controls = {
  mix: { ...configured.mix, people: { volumePct: 35, muted: true } },
  muted: true,
};

function place(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'ajar-test-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

test('what was set is there at the next start, and nothing else is left', (t) => {
  const directory = place(t);
  const file = new ControlsFile(directory, configured, assert.fail);
  assert.deepEqual(file.initial, configured);
  file.set(configured);
  file.set(changed);
  file.close();
  assert.deepEqual(new ControlsFile(directory, configured, assert.fail).initial, changed);
  assert.deepEqual(readdirSync(directory), ['controls.json']);
});

test('it is written soon after it was set, without being closed', async (t) => {
  const directory = place(t);
  new ControlsFile(directory, configured, assert.fail).set(changed);
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.deepEqual(new ControlsFile(directory, configured, assert.fail).initial, changed);
});

test('flags and settings that were changed since win', (t) => {
  const directory = place(t);
  const file = new ControlsFile(directory, configured, assert.fail);
  file.set(changed);
  file.close();
  const other = { ...configured, muted: true };
  assert.deepEqual(new ControlsFile(directory, other, assert.fail).initial, other);
});

test('a file that makes no sense is one warning, and everything as configured', (t) => {
  const directory = place(t);
  const absurd = { configured, now: { ...changed, mix: { ...changed.mix, ducking: 3 } } };
  const loud = structuredClone({ configured, now: changed });
  Object.assign(loud.now.mix.people, { volumePct: 1e9 });
  for (const text of ['', '{', 'null', '[]', JSON.stringify(absurd), JSON.stringify(loud)]) {
    writeFileSync(join(directory, 'controls.json'), text);
    const warnings: string[] = [];
    const file = new ControlsFile(directory, configured, (message) => warnings.push(message));
    assert.deepEqual(file.initial, configured);
    assert.equal(warnings.length, 1, text);
    assert.equal(warnings[0]!.split('\n').length, 1);
  }
});

test('a directory that cannot be written to is a warning', (t) => {
  const directory = place(t);
  const blocked = join(directory, 'file');
  writeFileSync(blocked, '');
  const warnings: string[] = [];
  const file = new ControlsFile(blocked, configured, (message) => warnings.push(message));
  file.set(changed);
  file.close();
  assert.match(warnings.at(-1)!, /volumes will not be remembered/);
  assert.equal(readFileSync(blocked, 'utf8'), '');
});
