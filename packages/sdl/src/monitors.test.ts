import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loadSdl } from './library.ts';
import { findMonitor, listMonitors, requireMonitor } from './monitors.ts';
import { startXServer, whyNoXServer, type XServer } from './testing/x-server.ts';
import { Window } from './window.ts';

const desk = [
  { index: 0, name: 'eDP-1' },
  { index: 1, name: 'DELL U2720Q' },
  { index: 2, name: 'DELL P2419H' },
];

test('a monitor is found by its number, its name or a part of it that is no other one’s', () => {
  const names = [1, '1', 'dell u2720q', 'U2720', 'edp', ' 2 '].map(
    (wanted) => findMonitor(desk, wanted)?.index,
  );
  assert.deepEqual(names, [1, 1, 1, 1, 0, 2]);
  for (const wanted of ['dell', '', ' ', 3, -1, 1.5, 'LG'])
    assert.equal(findMonitor(desk, wanted), undefined);
});

test('a number in a name does not stand in for the number of a monitor', () => {
  const two = [
    { index: 0, name: '1' },
    { index: 1, name: 'HDMI-2' },
  ];
  assert.equal(findMonitor(two, 1)?.index, 1);
  assert.equal(findMonitor(two, '2')?.index, 1);
});

test('a monitor that is not there: one line that lists those that are', () => {
  assert.throws(() => requireMonitor(desk, 'dell'), {
    code: 'no-monitor',
    message: 'no single monitor is called "dell": there are 0 (eDP-1), 1 (DELL U2720Q), 2 (DELL P2419H)',
  });
});

describe('an X server with two screens', { skip: whyNot() ?? false }, () => {
  let server: XServer;
  before(async () => {
    server = await startXServer(800, 600, ['640x480']);
  });
  after(() => server.stop());

  test('has two monitors, of their size', () => {
    const sizes = listMonitors(server.display).map(({ index, width, height, scale }) => [
      index,
      width,
      height,
      scale,
    ]);
    assert.deepEqual(sizes, [
      [0, 800, 600, 1],
      [1, 640, 480, 1],
    ]);
  });

  test('a window covers the one that was named', () => {
    using window = Window.open({
      display: server.display,
      monitor: 1,
      fullscreen: true,
      width: 100,
      height: 100,
    });
    const sizes: unknown[] = [];
    for (let event = window.poll(); event !== undefined; event = window.poll()) {
      if (event.type === 'resize') sizes.push([event.width, event.height]);
    }
    assert.deepEqual(sizes.at(-1), [640, 480]);
    window.close();
    assert.throws(() => Window.open({ display: server.display, monitor: 'beamer' }), {
      code: 'no-monitor',
      message: /is called "beamer": there are 0 \(screen\), 1 \(screen\)/,
    });
  });
});

function whyNot(): string | undefined {
  try {
    loadSdl();
  } catch (error) {
    return (error as Error).message;
  }
  return whyNoXServer();
}
