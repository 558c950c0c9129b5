import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parts, wantedParts } from './parts.mjs';

const headless = { hasDisplay: false, hasSound: false };
const names = (/** @type {Parameters<typeof wantedParts>} */ ...given) =>
  wantedParts(...given).map((part) => part.name);

test('a start without a screen or sound server wants nothing of the system', () => {
  assert.deepEqual(names('start', [], headless), []);
  assert.deepEqual(names('start', ['--size', '1280x720', '--view', 'browser'], headless), []);
});

test('a start at a desk wants SDL2, and no browser', () => {
  assert.deepEqual(names('start', [], { hasDisplay: true, hasSound: false }), ['SDL2']);
  assert.deepEqual(names('start', [], { hasDisplay: false, hasSound: true }), ['SDL2']);
});

test('a start that asks for a window, a sound device or the real room wants SDL2 wherever it is', () => {
  const asking = [
    ['--view', 'window'],
    ['--view=window'],
    ['window::1'],
    ['--audio-in', 'pulse:mic'],
    ['--audio-out=device:'],
    ['--real'],
  ];
  for (const args of asking) assert.deepEqual(names('start', args, headless), ['SDL2'], args.join(' '));
});

test('the tests want every part, benches their peers and screens, and of the soaks only chaos and quiet anything', () => {
  assert.deepEqual(wantedParts('test', [], headless), parts);
  assert.deepEqual(names('bench', ['link-srt'], headless), ['SDL2', 'Xvfb', 'SRT tools']);
  assert.deepEqual(names('soak', [], headless), []);
  for (const flag of ['chaos', '--chaos', 'quiet', '--quiet'])
    assert.deepEqual(names('soak', ['--minutes', '60', flag], headless), ['SDL2', 'Xvfb', 'PulseAudio']);
});

test('every part can be detected, and be installed on Debian', () => {
  for (const part of parts) {
    assert.ok(part.library || part.commands, part.name);
    assert.ok(part.packages.apt?.length, part.name);
  }
});
