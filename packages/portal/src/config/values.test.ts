import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatHostPort, parseBitrate, parseHostPort, parseNumber, parseSize, parseSpec } from './values.ts';

test('sizes', () => {
  assert.deepEqual(parseSize('1280x720'), { value: { width: 1280, height: 720 } });
  for (const bad of ['1280', '0x0', '1281x720', '99999x2', '-2x4', 'axb', '10000x10000', '']) {
    assert.ok('problem' in parseSize(bad), bad);
  }
});

test('bitrates', () => {
  assert.deepEqual(parseBitrate('8M'), { value: 8_000_000 });
  assert.deepEqual(parseBitrate('1.5M'), { value: 1_500_000 });
  assert.deepEqual(parseBitrate('600k'), { value: 600_000 });
  assert.deepEqual(parseBitrate('8000000'), { value: 8_000_000 });
  for (const bad of ['8G', 'fast', '1', '-8M', '500M', '']) assert.ok('problem' in parseBitrate(bad), bad);
});

test('addresses', () => {
  assert.deepEqual(parseHostPort('example.org:80'), { value: { host: 'example.org', port: 80 } });
  assert.deepEqual(parseHostPort('[::1]:8737'), { value: { host: '::1', port: 8737 } });
  assert.deepEqual(parseHostPort(':0'), { value: { host: '0.0.0.0', port: 0 } });
  for (const bad of ['host', 'host:', 'host:70000', '::1:80', ''])
    assert.ok('problem' in parseHostPort(bad), bad);
  assert.equal(formatHostPort({ host: '::1', port: 1 }), '[::1]:1');
});

test('numbers in a range', () => {
  assert.deepEqual(parseNumber('60', 'frames', 1, 120), { value: 60 });
  for (const bad of ['', ' ', 'many', '0', '121', 'NaN', 'Infinity']) {
    assert.ok('problem' in parseNumber(bad, 'frames', 1, 120), bad);
  }
});

test('specs keep everything behind the first colon', () => {
  assert.deepEqual(parseSpec('x11::1.0', ['x11']), { value: { kind: 'x11', rest: ':1.0' } });
  const unknown = parseSpec('webcam:0', ['x11', 'file']);
  assert.match('problem' in unknown ? unknown.problem : '', /x11: file:/);
});
