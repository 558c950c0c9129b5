import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { readStats, scratch } from './stage/ajar.ts';
import { openDoor } from './stage/door.ts';

const apartS = 123_456;
const inAnotherTime = ['unshare', '--time', '--fork', '--kill-child', '--monotonic', String(apartS)];
const room = [
  '--video-in',
  'test:room',
  '--audio-in',
  'test:speech',
  '--size',
  '320x180',
  '--fps',
  '30',
  '--seconds',
  '5',
];

test('two portals whose clocks are a day and a half apart measure the same door', async (t) => {
  const [program, ...flags] = inAnotherTime as [string, ...string[]];
  if (spawnSync(program, [...flags, 'true'], { stdio: 'ignore' }).status !== 0) {
    return t.skip('no time namespace can be made here: it takes root and util-linux');
  }
  using place = scratch();
  const files = { first: place.path('first.jsonl'), second: place.path('second.jsonl') };
  const door = await openDoor(
    place,
    [...room, '--stats', files.first],
    [...room, '--stats', files.second],
    {},
    inAnotherTime,
  );
  await Promise.all([door.first.ended(), door.second.ended()]);
  const [first, second] = [readStats(files.first).at(-1)!, readStats(files.second).at(-1)!];
  assert.ok(Math.abs(first.link!.offsetMs! - apartS * 1000) < 5, `${first.link!.offsetMs}`);
  assert.ok(Math.abs(second.link!.offsetMs! + apartS * 1000) < 5, `${second.link!.offsetMs}`);
  for (const { video, audio } of [first, second]) {
    assert.ok(video.rx.latencyMs!.p50 > 0 && video.rx.latencyMs!.p50 < 500, JSON.stringify(video.rx));
    for (const stage of Object.values(video.rx.stagesMs!))
      assert.ok(stage! > -1, JSON.stringify(video.rx.stagesMs));
    assert.ok(audio.rx.latencyMs!.p50 > 0 && audio.rx.latencyMs!.p50 < 500, JSON.stringify(audio.rx));
  }
});
