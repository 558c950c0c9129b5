import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { onlyMonitorSize, sizeOfEdid } from './monitor-size.ts';

test('a monitor says its size in millimetres, or in centimetres only', () => {
  assert.deepEqual(sizeOfEdid(edid({ mm: [1210, 680], cm: [121, 68] })), { widthM: 1.21, heightM: 0.68 });
  assert.deepEqual(sizeOfEdid(edid({ cm: [60, 34] })), { widthM: 0.6, heightM: 0.34 });
});

test('a projector says none', () => {
  assert.equal(sizeOfEdid(edid({})), undefined);
  assert.equal(sizeOfEdid(edid({ mm: [16, 9], cm: [0, 79] })), undefined);
});

test('property: anything is a size or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
      assert.equal(sizeOfEdid(bytes), undefined);
      bytes.set([0, 255, 255, 255, 255, 255, 255, 0].slice(0, bytes.length));
      const size = sizeOfEdid(bytes);
      assert.ok(size === undefined || (size.widthM >= 0.1 && size.widthM < 4.1 && size.heightM < 4.1));
    }),
  );
});

test('the only monitor is found among connectors without one; of two none is meant', () => {
  const drm = mkdtempSync(join(tmpdir(), 'ajar-test-'));
  try {
    const connector = (name: string, data: Uint8Array): void => {
      mkdirSync(join(drm, name));
      writeFileSync(join(drm, name, 'edid'), data);
    };
    writeFileSync(join(drm, 'version'), '');
    connector('card0-DP-1', new Uint8Array());
    connector('card0-HDMI-A-1', edid({ cm: [60, 34] }));
    assert.deepEqual(onlyMonitorSize(drm), { widthM: 0.6, heightM: 0.34 });
    connector('card0-DP-2', edid({ cm: [121, 68] }));
    assert.equal(onlyMonitorSize(drm), undefined);
    assert.equal(onlyMonitorSize(join(drm, 'nowhere')), undefined);
  } finally {
    rmSync(drm, { recursive: true });
  }
});

function edid({ mm, cm }: { mm?: readonly [number, number]; cm?: readonly [number, number] }): Uint8Array {
  const bytes = new Uint8Array(128);
  bytes.set([0, 255, 255, 255, 255, 255, 255, 0]);
  if (cm !== undefined) bytes.set(cm, 21);
  if (mm === undefined) return bytes;
  bytes[54] = 1;
  bytes.set([mm[0] & 0xff, mm[1] & 0xff, ((mm[0] >> 8) << 4) | (mm[1] >> 8)], 66);
  return bytes;
}
