import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { scratch } from './stage/ajar.ts';
import { openControl } from './stage/control.ts';
import { openDoor } from './stage/door.ts';
import { descendants } from './stage/processes.ts';
import { sineWave } from './stage/sine-wave.ts';
import { until } from './stage/until.ts';

test('music that one room shares is heard in the other at the volume chosen there, and stays muted when the sound is started again', async () => {
  using place = scratch();
  const music = place.path('music.wav');
  writeFileSync(music, sineWave(-20));
  await using door = await openDoor(
    place,
    ['--share-audio', `file:${music}`],
    ['--audio-out', `file:${place.path('heard.wav')}`, '--control', '127.0.0.1:0'],
  );
  const { page, told } = await openControl(door.second);
  const wish = (mix: object): void => page.send(JSON.stringify({ type: 'mix', id: 'self', mix }));
  // A stereo sine of 1 kHz at so many dBFS is as many LUFS (EBU Tech 3341).
  const hears = (lufs: number | null): Promise<void> =>
    until(() => {
      const rx = told.at(-1)?.audio.rx;
      const heard = rx?.loudness.momentaryLufs ?? null;
      if (rx === undefined || rx.shared === null) return false;
      if (heard === null || lufs === null) return heard === lufs;
      return Math.abs(heard - lufs) < 0.5;
    });

  await hears(-20);
  wish({ shared: { volumePct: 50 } });
  await hears(-26.02);
  wish({ shared: { volumePct: 150, muted: true }, people: { muted: true } });
  await hears(null);

  const sound = descendants(door.second.pid).find(({ title }) => title.startsWith('ajar sound of'));
  process.kill(sound!.pid, 'SIGSEGV');
  await door.second.printed(/sound of Second: its process ended by SIGSEGV; starting it again/);
  told.length = 0;
  // It is gone, then it is there again and shared sound comes in.
  await until(() => told.some(({ audio }) => audio.rx.shared === null));
  await until(() => told.length > 4 && told.slice(-4).every(({ audio }) => audio.rx.shared !== null));
  for (const { audio } of told) {
    assert.equal(audio.rx.peak, null);
    assert.deepEqual(audio.rx.mix.shared, { volumePct: 150, muted: true });
  }
  wish({ shared: { muted: false } });
  await hears(-20 + 20 * Math.log10(1.5));
  page.close();
});
