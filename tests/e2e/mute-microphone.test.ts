import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { scratch } from './stage/ajar.ts';
import { openControl } from './stage/control.ts';
import { openDoor } from './stage/door.ts';
import { descendants } from './stage/processes.ts';
import { sineWave } from './stage/sine-wave.ts';
import { until } from './stage/until.ts';

test('a muted microphone is silence in the other room, from the first packet on and when its sound is started again', async () => {
  using place = scratch();
  const music = place.path('music.wav');
  writeFileSync(music, sineWave(-20));
  const control = ['--control', '127.0.0.1:0'];
  await using door = await openDoor(
    place,
    ['--audio-in', `file:${music}`, '--mute-microphone', ...control],
    ['--audio-out', `file:${place.path('heard.wav')}`, ...control],
  );
  const [here, there] = await Promise.all([openControl(door.first), openControl(door.second)]);
  const mute = (muted: boolean): void =>
    here.page.send(JSON.stringify({ type: 'microphone', id: 'self', muted }));
  const isHeard = (): boolean => Math.abs((there.told.at(-1)?.audio.rx.peak ?? -999) + 20) < 0.5;
  const assertSilence = (): void => {
    for (const { audio } of there.told)
      assert.ok((audio.rx.peak ?? -999) < -80, `heard at ${audio.rx.peak} dBFS`);
  };

  // Packets of it come in, and nothing is in them.
  await until(() => there.told.filter(({ audio }) => audio.rx.bufferMs !== null).length > 4);
  assertSilence();
  assert.equal(here.told.at(-1)!.audio.tx.muted, true);
  assert.ok(here.told.at(-1)!.audio.tx.bitrate! > 200_000);

  mute(false);
  await until(isHeard);
  await until(() => !here.told.at(-1)!.audio.tx.muted);
  mute(true);
  await until(() => (there.told.at(-1)!.audio.rx.peak ?? -999) < -80);

  const sound = descendants(door.first.pid).find(({ title }) => title.startsWith('ajar sound of'));
  there.told.length = 0;
  here.told.length = 0;
  process.kill(sound!.pid, 'SIGSEGV');
  await until(() => here.told.some(({ audio }) => audio.tx.bitrate === null));
  await until(() => (here.told.at(-1)!.audio.tx.bitrate ?? 0) > 200_000);
  assertSilence();
  mute(false);
  await until(isHeard);
  here.page.close();
  there.page.close();
});
