import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BANDWIDTHS_MBPS, bandwidthAt, bandwidthPosition } from './bandwidth.ts';

test('every bandwidth on the slider is where it is', () => {
  for (const mbps of BANDWIDTHS_MBPS) assert.equal(bandwidthAt(bandwidthPosition(mbps)), mbps);
});

test('a bandwidth that the slider does not offer lies between its neighbours', () => {
  assert.equal(bandwidthPosition(12), bandwidthPosition(10) - 0.5);
  assert.equal(bandwidthPosition(500), bandwidthPosition(100) - 0.5);
  assert.equal(bandwidthPosition(0.1), BANDWIDTHS_MBPS.length - 1);
});
