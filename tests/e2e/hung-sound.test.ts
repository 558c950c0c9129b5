import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, scratch } from './stage/ajar.ts';
import { openDoor } from './stage/door.ts';
import { Pulse } from './stage/pulse.ts';
import { until } from './stage/until.ts';

test('a sound server that hangs keeps no picture waiting, and is heard as soon as it goes on', async (t) => {
  const missing = Pulse.whyNot();
  if (missing !== undefined) return t.skip(missing);
  using place = scratch();
  await using pulse = await Pulse.start(place.path('.'), ['near']);
  pulse.hang(true);
  const [sent, shown] = [place.path('sent.jsonl'), place.path('shown.jsonl')];

  const picture = ['--video-in', 'test:room', '--size', '320x240', '--fps', '15'];
  await using door = await openDoor(
    place,
    [...picture, '--audio-in', 'pulse:near.monitor', '--audio-out', 'pulse:near', '--stats', sent],
    ['--video-out', `file:${place.path('seen.h264')}`, '--stats', shown],
    { first: pulse.env },
  );
  await until(() => (linesOf(shown).at(-1)?.video.rx.fps ?? 0) > 5);
  await door.first.printed(/the sound server does not answer; going on without sound until it does/);
  assert.equal(linesOf(sent).at(-1)!.audio.tx.bitrate, null);

  pulse.hang(false);
  await until(() => (linesOf(sent).at(-1)!.audio.tx.bitrate ?? 0) > 200_000);
  await until(() => linesOf(shown).at(-1)!.audio.rx.bufferMs !== null);
  assert.equal(door.first.status, undefined);
});
