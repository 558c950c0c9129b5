import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { findCommand, findDesk, missingParts, thisHost } from './detect.mjs';
import { parts, sdl } from './parts.mjs';

/** @import { TestContext } from 'node:test' */
/** @import { Host } from './detect.mjs' */

/**
 * A machine that has the files named and nothing else.
 * @param {TestContext} t
 * @param {Record<string, string>} [files] path → contents; programs are files in bin/
 * @returns {Host}
 */
function machine(t, files = {}) {
  const root = mkdtempSync(join(tmpdir(), 'ajar-setup-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
    if (path.startsWith('bin/')) chmodSync(join(root, path), 0o755);
  }
  return {
    platform: 'linux',
    arch: 'x64',
    env: { PATH: `/nowhere:${join(root, 'bin')}` },
    root,
    userId: 1000,
  };
}

test('on a bare machine every part is missing, on one that has all none is', (t) => {
  assert.deepEqual(missingParts(parts, machine(t)), parts);

  const programs = parts.flatMap((part) => part.commands ?? []).map((name) => [`bin/${name}`, '']);
  const full = machine(t, { ...Object.fromEntries(programs), 'usr/lib/libSDL2-2.0.so.0': '' });
  assert.deepEqual(missingParts(parts, full), []);
});

test('a part of which one program is missing is missing', (t) => {
  const pulse = parts.filter((part) => part.name === 'PulseAudio');
  assert.deepEqual(missingParts(pulse, machine(t, { 'bin/pulseaudio': '' })), pulse);
});

test('a file that cannot be run and a folder are not programs', (t) => {
  const host = machine(t, { 'bin/sox/notes': '', 'bin/import': '' });
  chmodSync(join(host.root, 'bin/import'), 0o644);
  assert.equal(findCommand('sox', host), undefined);
  assert.equal(findCommand('import', host), undefined);
});

const cache = (/** @type {string[]} */ ...paths) => `ld.so-1.7.0\0${paths.join('\0')}\0`;

test('a part that an environment variable names in another place is there', (t) => {
  const browser = parts.filter((part) => part.name === 'Chromium');
  const host = machine(t, { 'opt/chrome': '' });
  host.env['AJAR_CHROMIUM'] = join(host.root, 'opt/chrome');
  assert.deepEqual(missingParts(browser, host), []);
  host.env['AJAR_CHROMIUM'] = join(host.root, 'opt/gone');
  assert.deepEqual(missingParts(browser, host), browser);
});

test('a library counts when the linker knows it and it is there, with the right word length', (t) => {
  const path = '/usr/lib/aarch64-linux-gnu/libSDL2-2.0.so.0';
  const narrow = '/usr/lib/i386-linux-gnu/libSDL2-2.0.so.0';

  const known = machine(t, { 'etc/ld.so.cache': cache('/lib/libc.so.6', path), [path]: '' });
  const removed = machine(t, { 'etc/ld.so.cache': cache(path) });
  const other = machine(t, { 'etc/ld.so.cache': cache(narrow), [narrow]: '' });
  const both = machine(t, {
    'etc/ld.so.cache': cache(narrow, '/opt/libSDL2-2.0.so.0'),
    [narrow]: '',
    '/opt/libSDL2-2.0.so.0': '',
  });
  const similar = machine(t, {
    'etc/ld.so.cache': cache('/lib/libSDL2-2.0.so.0.1'),
    '/lib/libSDL2-2.0.so.0.1': '',
  });

  assert.deepEqual(missingParts([sdl], known), []);
  assert.deepEqual(missingParts([sdl], removed), [sdl]);
  assert.deepEqual(missingParts([sdl], other), [sdl]);
  assert.deepEqual(missingParts([sdl], both), []);
  assert.deepEqual(missingParts([sdl], similar), [sdl]);
});

test('a library is found where LD_LIBRARY_PATH points and without any linker cache', (t) => {
  const host = machine(t, { 'mine/libSDL2-2.0.so.0': '' });
  assert.deepEqual(missingParts([sdl], host), [sdl]);
  host.env['LD_LIBRARY_PATH'] = join(host.root, 'mine');
  assert.deepEqual(missingParts([sdl], host), []);
  assert.deepEqual(missingParts([sdl], machine(t, { 'usr/lib/x86_64-linux-gnu/libSDL2-2.0.so.0': '' })), []);
});

test('parts that a system does not have are not missing there', (t) => {
  const mac = { ...machine(t), platform: /** @type {const} */ ('darwin') };
  const names = new Set(missingParts(parts, mac).map((part) => part.name));
  assert.ok(names.has('SDL2'));
  assert.ok(!names.has('Xvfb') && !names.has('PulseAudio'));
});

test('a desk is a display variable, and a sound server’s socket or a sound card', (t) => {
  const bare = machine(t);
  assert.deepEqual(findDesk(bare), { hasDisplay: false, hasSound: false });
  assert.equal(findDesk({ ...bare, env: { DISPLAY: ':0' } }).hasDisplay, true);
  assert.equal(findDesk({ ...bare, env: { WAYLAND_DISPLAY: 'wayland-0' } }).hasDisplay, true);
  assert.equal(findDesk({ ...bare, env: { PULSE_SERVER: 'unix:/x' } }).hasSound, true);
  assert.equal(findDesk(machine(t, { 'run/user/1000/pulse/native': '' })).hasSound, true);
  assert.equal(findDesk(machine(t, { 'dev/snd/pcmC0D0p': '' })).hasSound, true);
  assert.equal(findDesk(machine(t, { 'dev/snd/timer': '' })).hasSound, false);
});

test('what this machine has is found without an error', () => {
  assert.ok(findCommand('node', thisHost));
  assert.ok(missingParts(parts, thisHost).length <= parts.length);
});
