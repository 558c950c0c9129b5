import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlashLamp } from './flash-lamp.ts';
import { RunningMeasurement } from './running.ts';

test('a flash is shown at once, taken away again, and never more than three times a second', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const done: unknown[] = [];
  const lamp = new FlashLamp({
    overlay: (code) => done.push(code),
    present: () => done.push('present'),
  });
  assert.equal(lamp.flash(7, 0), 2);
  assert.deepEqual(done, [7, 'present']);
  t.mock.timers.tick(150);
  assert.deepEqual(done.splice(0), [7, 'present', undefined, 'present']);
  let shown = 0;
  for (let ms = 10; ms < 10_000; ms += 10) {
    if (lamp.flash(ms, ms * 1000) !== undefined) shown++;
    t.mock.timers.tick(10);
  }
  assert.ok(shown <= 30, `${shown} in ten seconds`);
  lamp.close();
});

test('a measurement does not begin where it cannot work, and only one runs at a time', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const said: unknown[] = [];
  const running = new RunningMeasurement();
  const start = (state: 'open' | 'connecting', videoOut: string): void =>
    running.start(
      { state, videoOut },
      10,
      () => said.push('began'),
      (news) => said.push('problem' in news ? news.problem : news),
    );
  start('connecting', 'window:');
  start('open', 'browser:');
  start('open', 'window:');
  start('open', 'window:');
  running.fail('the screen ended meanwhile');
  running.fail('nobody hears this');
  start('open', 'window:');
  t.mock.timers.tick(13_000);
  assert.deepEqual(said, [
    'the door is not open (connecting)',
    'this portal shows its picture on a page, which cannot be measured by flashes; start it with --video-out window:',
    'began',
    'a measurement is running already',
    'the screen ended meanwhile',
    'began',
    'the screen did not answer',
  ]);
});
