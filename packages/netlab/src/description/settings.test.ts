import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NetlabError } from '../error.ts';
import { parseNetworkSettings, unimpaired } from './settings.ts';

test('settings that name nothing impair nothing', () => {
  assert.deepEqual(parseNetworkSettings({}), unimpaired);
});

test('settings name some fields and keep the others of the base', () => {
  const base = parseNetworkSettings({ delayMs: 20, lossPct: 2 });
  const changed = parseNetworkSettings({ lossPct: 5, jitterMs: undefined }, 'up', base);
  assert.deepEqual(changed, { ...unimpaired, delayMs: 20, lossPct: 5 });
  assert.ok(Object.isFrozen(changed));
});

test('a wrong field is refused with its path, unit, range and value', () => {
  const cases: [unknown, RegExp, string][] = [
    [{ lossPct: 120 }, /^up\.lossPct must be a number from 0 to 100 \(%\), not 120$/, 'up.lossPct'],
    [{ delayMs: -1 }, /^up\.delayMs must be a number from 0 to 60000 \(ms\), not -1$/, 'up.delayMs'],
    [{ delayMs: Number.NaN }, /^up\.delayMs .* not NaN$/, 'up.delayMs'],
    [{ jitterMs: null }, /^up\.jitterMs .* not null$/, 'up.jitterMs'],
    [{ queueMs: [] }, /^up\.queueMs .* not a list$/, 'up.queueMs'],
    [{ bandwidthBps: '20M' }, /^up\.bandwidthBps .*\(bit\/s\), not "20M"$/, 'up.bandwidthBps'],
    [{ reorder: 1 }, /^up\.reorder must be true or false, not 1$/, 'up.reorder'],
    [{ 'lo\nss': 1 }, /^up\."lo\\nss" is not a setting/, 'up."lo\\nss"'],
    [{ loss: 1 }, /^up\.loss is not a setting; there are delayMs, jitterMs, .*corruptPct$/, 'up.loss'],
    [[], /^up must be an object with any of delayMs, .*, not a list$/, 'up'],
    ['perfect', /^up must be an object .*, not "perfect"$/, 'up'],
  ];
  for (const [value, message, field] of cases) {
    assert.throws(
      () => parseNetworkSettings(value, 'up'),
      (error) => {
        assert.ok(error instanceof NetlabError);
        assert.equal(error.code, 'bad-settings');
        assert.equal(error.field, field);
        assert.match(error.message, message);
        return true;
      },
    );
  }
});

test('whatever is given, it is either refused with a NetlabError of one line or within the ranges', () => {
  const anything = fc.record(
    Object.fromEntries(Object.keys(unimpaired).map((name) => [name, fc.oneof(fc.anything(), fc.double())])),
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anything, (value) => {
      try {
        const settings = parseNetworkSettings(value);
        assert.ok(settings.lossPct >= 0 && settings.lossPct <= 100);
        assert.deepEqual(parseNetworkSettings(JSON.parse(JSON.stringify(settings))), settings);
      } catch (error) {
        assert.ok(error instanceof NetlabError, String(error));
        assert.doesNotMatch(error.message, /\n/);
      }
    }),
  );
});
