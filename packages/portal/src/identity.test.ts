import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadIdentity } from './identity.ts';

test('a key is made once, kept, and readable by its owner only', () => {
  using place = openPlace();
  const first = loadIdentity(join(place.path, 'new'));
  const second = loadIdentity(join(place.path, 'new'));
  assert.deepEqual(second, first);
  assert.equal(statSync(join(place.path, 'new', 'key')).mode & 0o777, 0o600);
});

test('a key that others can read is refused, with what to do', () => {
  using place = openPlace();
  loadIdentity(place.path);
  chmodSync(join(place.path, 'key'), 0o644);
  assert.throws(() => loadIdentity(place.path), {
    name: 'ConfigError',
    message: /can be read by others.*chmod 600/,
  });
});

test('a file that holds no key is refused, not replaced', () => {
  using place = openPlace();
  writeFileSync(join(place.path, 'key'), 'shopping list', { mode: 0o600 });
  assert.throws(() => loadIdentity(place.path), { message: /holds no key of a portal/ });
});

test('a state directory that is a file is named', () => {
  using place = openPlace();
  const file = join(place.path, 'file');
  writeFileSync(file, '');
  assert.throws(() => loadIdentity(file), {
    name: 'ConfigError',
    message: /^--state: .*file cannot be used \(/,
  });
});

function openPlace(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'ajar-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
