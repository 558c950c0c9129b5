import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Ajar, linesOf, scratch } from './stage/ajar.ts';
import { openControl } from './stage/control.ts';
import { openDoor } from './stage/door.ts';
import { descendants, isRunning, type ProcessInfo } from './stage/processes.ts';
import { until } from './stage/until.ts';

const room = ['--video-in', 'test:room', '--audio-in', 'test:speech', '--size', '320x180', '--fps', '30'];

test('a portal that is killed or hangs is back by itself under its watchdog, as it was, and leaves nothing', async (t) => {
  using place = scratch();
  const stats = place.path('stats.jsonl');
  await using door = await openDoor(
    place,
    ['--watchdog', '--control', '127.0.0.1:0', '--stats', stats, ...room],
    [...room],
    { first: { XDG_RUNTIME_DIR: place.path('.') } },
  );
  const { page } = await openControl(door.first);
  page.send(JSON.stringify({ type: 'microphone', id: 'self', muted: true }));
  page.send(JSON.stringify({ type: 'mix', id: 'self', mix: { people: { volumePct: 37 } } }));
  await until(() => last(stats)?.audio.tx.muted === true && mixOf(stats) === 37);
  page.close();

  for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
    const before = descendants(door.first.pid);
    const opened = doors(door.first.stderr);
    const askedMs = performance.now();
    process.kill(portalOf(before, door.first.pid).pid, signal);
    await until(() => doors(door.first.stderr) > opened);
    t.diagnostic(`${signal}: the door is open again after ${Math.round(performance.now() - askedMs)} ms`);
    await until(() => last(stats)?.state === 'open' && (last(stats)?.video.rx.fps ?? 0) > 0);
    const { audio } = last(stats)!;
    assert.equal(audio.tx.muted, true);
    assert.equal(audio.rx.mix.people.volumePct, 37);
    assert.deepEqual(
      before.filter(({ pid }) => isRunning(pid)),
      [],
    );
  }
  assert.match(door.first.stderr, /the portal was ended by SIGKILL; starting it again at once/);
  assert.match(door.first.stderr, /the portal has not moved for 2 s and was killed; starting it again/);

  const all = descendants(door.first.pid);
  door.first.signal('SIGINT');
  assert.equal(await door.first.ended(), 0);
  assert.deepEqual(
    all.filter(({ pid }) => isRunning(pid)),
    [],
  );
  assert.deepEqual(
    readdirSync(place.path('.')).filter((name) => name.startsWith('ajar-')),
    [],
  );
});

test('a watchdog does not try again what cannot work, and does not outlive or leave its portal', async () => {
  const wrong = new Ajar(['portal', '--watchdog', '--listen', 'nowhere']);
  assert.equal(await wrong.ended(), 2);
  assert.equal(wrong.stderr.trim().split('\n').length, 1, wrong.stderr);

  using place = scratch();
  await using door = await openDoor(place, ['--watchdog'], []);
  const all = descendants(door.first.pid);
  door.first.signal('SIGKILL');
  await door.first.ended();
  await until(() => all.every(({ pid }) => !isRunning(pid)));
});

function last(file: string): ReturnType<typeof linesOf>[number] | undefined {
  return linesOf(file).at(-1);
}

function mixOf(file: string): number | undefined {
  return last(file)?.audio.rx.mix.people.volumePct;
}

function doors(text: string): number {
  return text.split('the door to Second is open').length;
}

/** The portal below its watchdog. */
function portalOf(all: readonly ProcessInfo[], watchdog: number): ProcessInfo {
  return all.find(({ parent }) => parent === watchdog)!;
}
