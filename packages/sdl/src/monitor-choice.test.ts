import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseMonitor, lastingName, type MonitorPlace } from './monitor-choice.ts';

const desk: MonitorPlace = { index: 0, name: 'eDP-1', x: 0, y: 0, width: 1920, height: 1080 };
const wall: MonitorPlace = { index: 1, name: 'HDMI-1', x: 1920, y: 0, width: 3840, height: 2160 };

test('the named monitor is covered, whatever others there are', () => {
  assert.deepEqual(chooseMonitor([desk, wall], 'HDMI-1', undefined), { act: 'cover', monitor: wall });
  assert.deepEqual(chooseMonitor([desk, wall], 'HDMI-1', wall), { act: 'stay' });
  assert.deepEqual(chooseMonitor([desk], 'eDP', desk), { act: 'stay' });
});

test('unplugged, the picture goes on in a window on another one, and returns with the monitor', () => {
  assert.deepEqual(chooseMonitor([desk], 'HDMI-1', wall), { act: 'retreat', monitor: desk });
  assert.deepEqual(chooseMonitor([desk], 'HDMI-1', undefined), { act: 'stay' });
  assert.deepEqual(chooseMonitor([desk, wall], 'HDMI-1', undefined), { act: 'cover', monitor: wall });
});

test('a monitor that moved or has another size is covered anew', () => {
  const smaller = { ...wall, width: 1920, height: 1080 };
  assert.deepEqual(chooseMonitor([desk, smaller], 'HDMI-1', wall), { act: 'cover', monitor: smaller });
  const moved = { ...wall, index: 0, x: 0 };
  assert.deepEqual(chooseMonitor([moved], undefined, wall), { act: 'cover', monitor: moved });
});

test('without a name any monitor will do, the one that it is on first', () => {
  assert.deepEqual(chooseMonitor([desk, wall], undefined, wall), { act: 'stay' });
  assert.deepEqual(chooseMonitor([desk], undefined, wall), { act: 'cover', monitor: desk });
});

test('with no monitor at all nothing moves until one comes', () => {
  assert.deepEqual(chooseMonitor([], 'HDMI-1', wall), { act: 'stay' });
  assert.deepEqual(chooseMonitor([], undefined, wall), { act: 'stay' });
});

test('a monitor is found again by its name, by its number where names are alike', () => {
  assert.equal(lastingName([desk, wall], wall), 'HDMI-1');
  const twin = { ...wall, index: 2 };
  assert.equal(lastingName([desk, wall, twin], twin), 2);
  assert.equal(lastingName([{ ...desk, name: '0' }], { ...desk, name: '0' }), 0);
});
