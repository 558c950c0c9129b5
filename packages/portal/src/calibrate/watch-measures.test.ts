import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RoomMeasures } from './measures.ts';
import { writeMeasures } from './measures-file.ts';
import { watchMeasures } from './watch-measures.ts';

test('measures are told when they are written; a file with a mistake changes nothing and is told', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ajar-test-'));
  const file = join(directory, 'ajar.toml');
  const rooms: RoomMeasures[] = [];
  const problems: string[] = [];
  let told = Promise.withResolvers<void>();
  const stop = watchMeasures(
    file,
    (room) => {
      rooms.push(room);
      told.resolve();
    },
    (message) => {
      problems.push(message);
      told.resolve();
    },
  );
  try {
    writeMeasures(file, { screenWidthM: 1.2 });
    await told.promise;
    assert.deepEqual(rooms, [{ screenWidthM: 1.2 }]);
    told = Promise.withResolvers();
    writeFileSync(file, '[life-size]\nscreen-width-m = "wide"\n');
    await told.promise;
    assert.equal(rooms.length, 1);
    assert.match(problems.join(), /screen-width-m: "wide" is not a number/);
  } finally {
    stop();
    rmSync(directory, { recursive: true });
  }
});
