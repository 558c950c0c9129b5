import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EchoWatch } from './echo-watch.ts';

const loud = 1e-2;

test('before anything was played nothing is known, and the gate is open', () => {
  const watch = new EchoWatch();
  assert.equal(watch.see(0, loud, loud), 1);
  assert.equal(watch.erleDb, null);
  assert.equal(watch.erlDb, null);
});

test('while the canceller has not learned, what may be echo is held back; then the gate opens step by step', () => {
  const watch = new EchoWatch();
  for (let frame = 0; frame < 30; frame++) assert.ok(watch.see(loud, loud / 4, loud / 8) <= 0.01);
  for (let frame = 0; frame < 60; frame++) watch.see(loud, loud / 4, loud / 4e4);
  const gains = Array.from({ length: 40 }, () => watch.see(loud, loud / 4, loud / 100));
  assert.equal(gains.at(-1), 1);
  gains.forEach((gain, i) => assert.ok(gain <= 1.6 * (gains[i - 1] ?? 0.32) + 1e-9));
  assert.ok(watch.isOpen);
  assert.ok(Math.abs(watch.erlDb! - 6) < 0.1);
  assert.ok(watch.erleDb! > 12);
});

test('a room without an echo is let through as soon as that is clear', () => {
  const watch = new EchoWatch();
  for (let frame = 0; frame < 25; frame++) watch.see(loud, loud * 1e-5, loud * 1e-5);
  assert.ok(watch.isOpen);
});

test('who talks all the time is let through after a second and a half, whatever the canceller does', () => {
  const watch = new EchoWatch();
  for (let frame = 0; frame < 149; frame++) watch.see(loud, loud, loud);
  assert.ok(!watch.isOpen);
  watch.see(loud, loud, loud);
  assert.ok(watch.isOpen);
});

test('echo that goes on after the sound that made it is held back as well, then speech passes', () => {
  const watch = new EchoWatch();
  watch.see(loud, loud, loud);
  for (let frame = 0; frame < 24; frame++) assert.ok(watch.see(0, loud, loud) <= 0.01);
  const gains = Array.from({ length: 20 }, () => watch.see(0, loud, loud));
  assert.equal(gains.at(-1), 1);
});

test('another canceller has to learn again', () => {
  const watch = new EchoWatch();
  for (let frame = 0; frame < 200; frame++) watch.see(loud, loud / 4, loud / 4e4);
  watch.restart();
  assert.ok(!watch.isOpen);
  assert.ok(watch.see(loud, loud, loud) <= 0.01);
});

test('of what is echo without doubt little is left; who talks against it is heard within 40 ms, and nothing is taken while nobody is played', () => {
  const watch = new EchoWatch();
  for (let frame = 0; frame < 200; frame++) watch.see(loud, loud / 4, loud / 4e4);
  assert.equal(watch.see(loud, loud / 4, loud / 4e4), 0.32);
  const gains = Array.from({ length: 4 }, () => watch.see(loud, loud / 2, loud / 4));
  assert.equal(gains.at(-1), 1);
  for (let frame = 0; frame < 30; frame++) watch.see(0, 0, 0);
  assert.equal(watch.see(0, loud, loud * 1e-5), 1);
});

test('what is no number, or beyond full scale, is forgotten like any other sound', () => {
  const watch = new EchoWatch();
  for (const wrong of [Number.NaN, Infinity, -Infinity, 1e60]) watch.see(wrong, wrong, wrong);
  for (let frame = 0; frame < 600; frame++) watch.see(loud, loud / 10, loud / 1000);
  assert.ok(Math.abs(watch.erlDb! - 10) < 0.1, `${watch.erlDb}`);
  assert.ok(Math.abs(watch.erleDb! - 20) < 0.1, `${watch.erleDb}`);
});
