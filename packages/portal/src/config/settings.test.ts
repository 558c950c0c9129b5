import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse } from 'smol-toml';
import { ConfigError } from './error.ts';
import { defaultSettings, readSettings } from './settings.ts';
import { loadSettings } from './settings-file.ts';

test('without a file everything is as usual', (t) => {
  assert.deepEqual(loadSettings({ state: directory(t) }), defaultSettings);
  assert.equal(defaultSettings.video.prefer, 'motion');
  assert.equal(defaultSettings.screen.keystone, undefined);
});

test('the file in the state directory is read, and flags win over it', (t) => {
  const state = directory(t);
  writeFileSync(
    join(state, 'ajar.toml'),
    `# a comment
[camera]
crop = [0.1, 0, 0.8, 1]
rotate = 90
controls = { brightness = 128, "white balance" = "auto" }
[video]
codec = "hevc"
prefer = "sharpness"
show-broken = true
[screen]
monitor = "HDMI-1"
keystone = [0, 0, 1, 0.05, 1, 1, 0, 0.95]
[life-size]
screen-width-m = 1.2
[audio]
codec = "lossless"
bitrate = 96000
frame-ms = 2.5
echo = "off"
volume = 150
shared-volume = 20
mute-microphone = true
ducking = "on"
`,
  );
  const settings = loadSettings({
    state,
    codec: 'av1',
    monitor: '1',
    audioFrame: 10,
    noise: 'on',
    volume: 50,
    mute: true,
  });
  assert.deepEqual(settings.audio, {
    codec: 'pcm24',
    bitrateBps: 96_000,
    frameMs: 10,
    echo: 'off',
    noise: 'on',
    gain: 'off',
    volumePct: 50,
    sharedVolumePct: 20,
    mute: true,
    muteMicrophone: true,
    ducking: 'on',
  });
  assert.deepEqual(settings.camera, {
    crop: { x: 0.1, y: 0, width: 0.8, height: 1 },
    rotate: 90,
    mirror: false,
    controls: { brightness: 128, 'white balance': 'auto' },
  });
  assert.equal(settings.video.codec, 'av1');
  assert.equal(settings.video.prefer, 'sharpness');
  assert.equal(settings.video.showBroken, true);
  assert.equal(settings.screen.monitor, 1);
  assert.equal(settings.screen.fullscreen, true);
  assert.equal(settings.screen.keystone?.length, 8);
  assert.equal(settings.lifeSize.screenWidthM, 1.2);
});

test('the example in the README is a file that is accepted', () => {
  const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
  const example = /```toml\n([^]*?)```/.exec(readme)![1]!;
  const settings = readSettings(parse(example), 'README.md');
  assert.equal(settings.camera.rotate, 90);
  assert.equal(settings.screen.monitor, 'HDMI-1');
  assert.deepEqual(settings.video, defaultSettings.video, 'its values of [video] are the defaults');
  assert.deepEqual(settings.audio, defaultSettings.audio, 'and those of [audio]');
});

for (const [text, message] of [
  ['[camera]\nrotate = 45', /ajar\.toml: \[camera\] rotate: 45 is not a quarter turn/],
  ['[camera]\ncrop = [0.5, 0, 0.8, 1]', /\[camera\] crop: .* does not lie within the picture/],
  ['[camera]\ncrop = [0.5, 0, "x", 1]', /\[camera\] crop\.2: "x" is not a number/],
  ['[camera]\ncontrols = { a = [1] }', /\[camera\] controls\.a: \[1\] is neither a number nor a text/],
  ['[camera]\nmirrored = true', /\[camera\] mirrored: is not known; these are: crop rotate mirror controls/],
  ['camera = 3', /\[camera\]: is not a table/],
  [
    '[kamera]',
    /\[kamera\]: is not known; these are: \[camera\] \[video\] \[screen\] \[audio\] \[life-size\]/,
  ],
  ['[video]\nprefer = "speed"', /\[video\] prefer: "speed" is not known; these are: sharpness motion/],
  ['[video]\nencoder = "rm -rf"', /\[video\] encoder: "rm -rf" is not an encoder/],
  ['[screen]\nkeystone = [0, 0]', /\[screen\] keystone: .* has to be eight numbers/],
  ['[screen]\nmonitor = -1', /\[screen\] monitor: -1 is neither a name nor a number/],
  ['[life-size]\nscreen-width-m = 0', /\[life-size\] screen-width-m: 0 is out of range/],
  ['[audio]\ncodec = "mp3"', /\[audio\] codec: "mp3" is not known; these are: opus pcm16 pcm24 lossless/],
  ['[audio]\nbitrate = 6000', /\[audio\] bitrate: 6000 is not a bitrate; 64000 to 510000/],
  ['[audio]\nframe-ms = 20', /\[audio\] frame-ms: 20 is not a length of packets; 2\.5, 5 or 10/],
  ['[audio]\necho = true', /\[audio\] echo: true is not known; these are: auto on off/],
  ['[video', /ajar\.toml: line 1: /],
] as const) {
  test(`what a file says wrong is told in one line: ${JSON.stringify(text)}`, (t) => {
    const state = directory(t);
    writeFileSync(join(state, 'ajar.toml'), text);
    assert.throws(
      () => loadSettings({ state }),
      (error) => error instanceof ConfigError && message.test(error.message) && !error.message.includes('\n'),
    );
  });
}

test('a file that was named has to be there and to be a file', (t) => {
  const state = directory(t);
  assert.throws(() => loadSettings({ state, config: join(state, 'no.toml') }), /--config .*no such file/);
  assert.throws(() => loadSettings({ state, config: state }), /it is a directory/);
});

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'ajar-test-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}
