import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openScreen } from './open-screen.ts';

const options = { nowUs: () => 42 };

test('what is no screen is refused in one line that says what would do', async () => {
  const cases = [
    ['', 'use window:, window:DISPLAY, browser:, file:PATH or none:'],
    ['tv:', 'use window:, window:DISPLAY, browser:, file:PATH or none:'],
    ['window', 'say window:'],
    ['none', 'say none:'],
    ['file:', 'say file:PATH'],
    ['none:here', 'say none:'],
    ['browser:firefox', 'say browser:'],
    ['window:7', '7 is not an X display, say window::7'],
    ['window:left', 'left is not an X display, say window::0, for the X display :0'],
    ['window::0; reboot', ':0; reboot is not an X display, say window::0, for the X display :0'],
  ] as const;
  for (const [spec, advice] of cases) {
    await assert.rejects(openScreen(spec, options), {
      name: 'ScreenError',
      code: 'bad-spec',
      message: `no screen is called ${JSON.stringify(spec)}: ${advice}`,
    });
  }
});

test('nowhere takes decoded pictures and has shown them at once', async () => {
  const screen = await openScreen('none:', options);
  assert.ok(screen.wantsDecoded);
  const picture = { width: 2, height: 2, format: 'nv12', planes: [], strides: [] } as const;
  assert.equal(screen.show(picture, { number: 1, capturedUs: 0 }), 42);
  assert.equal(screen.pump(), undefined);
  await screen.close();
});

test('the browser takes encoded frames', async () => {
  const screen = await openScreen('browser:', options);
  assert.ok(!screen.wantsDecoded);
  assert.equal(screen.viewers, 0);
  await screen.close();
});

test('only what the chosen screen needs is loaded', async () => {
  const script = `
    const { openScreen } = await import(${JSON.stringify(fileURLToPath(new URL('./index.ts', import.meta.url)))});
    await openScreen('none:', { nowUs: () => 0 });
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire('/').cache);
    console.log(JSON.stringify(loaded.filter((path) => /node_modules.(koffi|ws)\\b/.test(path))));
    await openScreen('browser:', { nowUs: () => 0 });
    console.log(Object.keys(createRequire('/').cache).some((path) => /node_modules.ws\\b/.test(path)));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  assert.equal(stdout, '[]\ntrue\n');
});
