import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NetlabError } from '../error.ts';
import { CapacityTrace } from '../path/capacity-trace.ts';
import { parseNetwork } from './network.ts';
import { unimpaired } from './settings.ts';

test('a description that says nothing is a network that does nothing', () => {
  const network = parseNetwork({});
  assert.deepEqual(network, {
    name: 'network',
    description: '',
    up: unimpaired,
    down: unimpaired,
    events: [],
    tcp: [],
  });
});

test('what is said of both directions holds for each, unless it says something else', () => {
  const { up, down } = parseNetwork({ both: { delayMs: 20, lossPct: 1 }, down: { lossPct: 3 } });
  assert.deepEqual(up, { ...unimpaired, delayMs: 20, lossPct: 1 });
  assert.deepEqual(down, { ...unimpaired, delayMs: 20, lossPct: 3 });
});

test('events are in the order of their times and change what they name alone', () => {
  const { events } = parseNetwork({
    events: [
      { atMs: 500, both: { bandwidthBps: 2e7 }, up: { queue: 'codel' } },
      { atMs: 100, cutMs: 50, rebind: true },
    ],
  });
  const nothing = { up: {}, down: {}, cutMs: 0, holdMs: 0, rebind: false };
  assert.deepEqual(events, [
    { ...nothing, atMs: 100, cutMs: 50, rebind: true },
    {
      ...nothing,
      atMs: 500,
      up: { bandwidthBps: 2e7, queue: 'codel' },
      down: { bandwidthBps: 2e7 },
    },
  ]);
});

test('a trace is a list in JSON, and what was read can be read again', () => {
  const network = parseNetwork({
    name: 'mine',
    up: { trace: [0, 5, 5, 9] },
    events: [{ atMs: 3, down: { trace: [1] }, holdMs: 2 }],
    tcp: [{ direction: 'down', rttMs: 30 }],
  });
  assert.deepEqual(network.up.trace, new CapacityTrace([0, 5, 5, 9]));
  assert.deepEqual(parseNetwork(network), network);
});

test('a wrong field is refused with its path, its range and what it was', () => {
  const cases: [unknown, RegExp, string][] = [
    [[], /^a network must be an object with any of name, .*tcp, not a list$/, ''],
    [{ loss: 1 }, /^loss is not a setting; there are name, /, 'loss'],
    [
      { both: { lossBurst: 0 } },
      /^both\.lossBurst must be .* from 1 to 10000 \(datagrams\), not 0$/,
      'both.lossBurst',
    ],
    [{ up: { queue: 'red' } }, /^up\.queue must be "tail-drop" or "codel", not "red"$/, 'up.queue'],
    [{ up: { trace: 'x.up' } }, /^up\.trace must be a list of ms, .*, not "x\.up"$/, 'up.trace'],
    [{ events: {} }, /^events must be a list, not of type object$/, 'events'],
    [{ events: [{}] }, /^events\[0\]\.atMs must be a number from 0 .*\(ms\), not missing$/, 'events[0].atMs'],
    [{ events: [{ atMs: 1, up: { lossPct: 101 } }] }, /not 101$/, 'events[0].up.lossPct'],
    [{ events: [{ atMs: 1, rebind: 1 }] }, /must be true or false, not 1$/, 'events[0].rebind'],
    [{ tcp: [{ direction: 'left', rttMs: 1 }] }, /must be "up" or "down", not "left"$/, 'tcp[0].direction'],
    [{ tcp: [{ direction: 'up', rttMs: 0 }] }, /from 1 to 10000 \(ms\), not 0$/, 'tcp[0].rttMs'],
    [{ name: 'two\nlines' }, /^name must be one line/, 'name'],
  ];
  for (const [value, message, field] of cases) {
    assert.throws(
      () => parseNetwork(value),
      (error) => {
        assert.ok(error instanceof NetlabError);
        assert.match(error.message, message);
        assert.equal(error.field, field);
        return error.code === 'bad-settings';
      },
    );
  }
});

test('whatever is given, it is either refused with a NetlabError of one line or can be read again', () => {
  const names = ['name', 'description', 'both', 'up', 'down', 'events', 'tcp'];
  const anything = fc.record(
    Object.fromEntries(names.map((name) => [name, fc.oneof(fc.anything(), fc.array(fc.object()))])),
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anything, (value) => {
      try {
        const network = parseNetwork(value);
        assert.deepEqual(parseNetwork(network), network);
      } catch (error) {
        assert.ok(error instanceof NetlabError, String(error));
        assert.doesNotMatch(error.message, /\n/);
      }
    }),
  );
});
