import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutMessage, netMessage, parseControlMessage } from './control.ts';

const NET = { delayMs: 20, jitterMs: 5, lossPct: 0.5, lossBurst: 3, bandwidthMbps: 8, cutUntil: null };

test('a hello names the portals and the network', () => {
  const portals = [
    { id: 'a', name: 'Oslo', view: '/view/a' },
    { id: 'b', name: 'Kyoto', view: '/view/b' },
  ];
  const message = parseControlMessage(JSON.stringify({ type: 'hello', version: 1, portals, net: NET }));
  assert.deepEqual(message, { type: 'hello', portals, net: NET });
});

test('a hello of another version is ignored', () => {
  assert.equal(parseControlMessage('{"type":"hello","version":2,"portals":[],"net":null}'), undefined);
});

test('portals that cannot be named or are named twice are left out', () => {
  const portals = [
    { id: 'a', name: 'Oslo', view: '/view/a' },
    { id: 'a', name: 'Twin' },
    { id: '<b>', name: 'X' },
    { id: 'c' },
    7,
  ];
  const message = parseControlMessage(JSON.stringify({ type: 'hello', version: 1, portals, net: null }));
  assert.deepEqual(message?.type === 'hello' && message.portals.map(({ name }) => name), ['Oslo']);
});

test('a view on another address is not followed', () => {
  for (const view of ['//elsewhere/view', 'wss://elsewhere/view', '/view/../../x', '/', '', 5, null]) {
    const hello = { type: 'hello', version: 1, portals: [{ id: 'a', name: 'Oslo', view }], net: null };
    const message = parseControlMessage(JSON.stringify(hello));
    assert.equal(message?.type === 'hello' && message.portals[0]?.view, null, String(view));
  }
});

test('latency points that are none are skipped', () => {
  const text = '{"type":"latency","id":"a","points":[[1000,20],[1100,null],[1200],"x",[1300,22.5]]}';
  assert.deepEqual(parseControlMessage(text), {
    type: 'latency',
    id: 'a',
    points: [
      [1000, 20],
      [1300, 22.5],
    ],
  });
});

test('a network state with a missing setting is ignored', () => {
  const withoutBurst = JSON.stringify({ type: 'net', net: { ...NET, lossBurst: undefined } });
  assert.deepEqual(parseControlMessage(withoutBurst), { type: 'net', net: { ...NET, lossBurst: 1 } });
  assert.equal(parseControlMessage('{"type":"net","net":{"delayMs":5,"jitterMs":0,"lossPct":0}}'), undefined);
});

test('no text makes the reader throw', () => {
  const shaped = fc.record({
    type: fc.constantFrom('hello', 'stats', 'latency', 'net', 'other'),
    version: fc.constant(1),
    id: fc.oneof(fc.constant('a'), fc.jsonValue()),
    portals: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
    stats: fc.jsonValue(),
    points: fc.oneof(fc.jsonValue(), fc.array(fc.array(fc.jsonValue()))),
    net: fc.jsonValue(),
  });
  const texts = fc.oneof(
    fc.string(),
    fc.json(),
    shaped.map((value) => JSON.stringify(value)),
  );
  fc.assert(fc.property(texts, (text) => void parseControlMessage(text)));
});

test('requests are what the server expects', () => {
  assert.equal(netMessage({ delayMs: 80 }), '{"type":"net","net":{"delayMs":80}}');
  assert.equal(cutMessage(2), '{"type":"cut","seconds":2}');
});
