import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDemoConfig, parsePortalConfig } from './portal-config.ts';

const flags = {
  name: 'Oslo',
  videoIn: 'test:room',
  videoOut: 'browser:',
  audioIn: 'none:',
  audioOut: 'none:',
  fps: '60',
};
const demoFlags = { fps: '60', net: 'perfect', view: 'none', real: false, open: true };

test('flags become a frozen configuration with units', () => {
  const config = parsePortalConfig({
    ...flags,
    bitrate: '8M',
    size: '640x360',
    listen: ':8737',
    control: 'off',
  });
  assert.equal(config.bitrateBps, 8_000_000);
  assert.deepEqual(config.size, { width: 640, height: 360 });
  assert.deepEqual(config.listen, { host: '0.0.0.0', port: 8737 });
  assert.equal(config.control, 'off');
  assert.ok(Object.isFrozen(config));
});

const wrong: [string, object, RegExp][] = [
  ['size', { size: '12x' }, /^--size: "12x" is not a size; write WIDTHxHEIGHT/],
  ['fps', { fps: '1000' }, /^--fps: "1000" is out of range; 1 to 120/],
  ['bitrate', { bitrate: 'lots' }, /^--bitrate: "lots" is not a bitrate/],
  ['video-in', { videoIn: 'webcam' }, /^--video-in: "webcam" is not a known kind; these are: test: x11:/],
  ['audio-out', { audioOut: 'x11::0' }, /^--audio-out: "x11::0" is not a known kind/],
  ['connect', { connect: 'nowhere' }, /^--connect: "nowhere" is not an address/],
  ['control', { control: 'maybe' }, /^--control: "maybe" is not an address; write HOST:PORT or off/],
  ['seconds', { seconds: '-3' }, /^--seconds: "-3" is out of range/],
  ['name', { name: ' ' }, /^--name: " " is empty/],
];
for (const [flag, change, message] of wrong) {
  test(`a wrong --${flag} is named with its value and what would do`, () => {
    assert.throws(() => parsePortalConfig({ ...flags, ...change }), { name: 'ConfigError', message });
  });
}

test('the demo names a wrong view', () => {
  assert.throws(() => parseDemoConfig({ ...demoFlags, view: 'tv' }), {
    message: /^--view: "tv" is not a view/,
  });
  assert.equal(parseDemoConfig(demoFlags).view, 'none');
});
