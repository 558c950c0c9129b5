import assert from 'node:assert/strict';
import { decodeKey, encodeKey, LinkError } from '@ajar/link';
import { CapacityTrace, NetlabError, parseNetwork, parseNetworkSettings } from '@ajar/netlab';
import { nothingSeen, type Target } from '../engine/target.ts';

const text = (words: string): Uint8Array => new Uint8Array(Buffer.from(words));

export const keys: Target = {
  name: 'keys',
  about:
    'reads a key that somebody typed: it is the key that is written like this, or an error says what is wrong',
  maxBytes: 90,
  seeds: [text(encodeKey(new Uint8Array(32).fill(7))), text('0123 4567-oil')],
  tokens: [text('-'), text('İ'), text('\u2028')],
  batch: 300,
  run(input) {
    try {
      const typed = Buffer.from(input).toString();
      const key = decodeKey(typed);
      assert.equal(key.length, 32);
      assert.deepEqual(decodeKey(encodeKey(key)), key);
    } catch (error) {
      assert.ok(error instanceof LinkError && error.code === 'bad-key', error as Error);
      assert.doesNotMatch(error.message, /\n/);
    }
    return nothingSeen;
  },
};

/** Runs a reader that either succeeds or says in one line what is wrong. */
function refuses(read: () => void): void {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof NetlabError && error.code === 'bad-settings', error as Error);
    assert.doesNotMatch(error.message, /[\n\r]/);
  }
}

export const traces: Target = {
  name: 'traces',
  about:
    'reads a capacity trace in Mahimahi’s format: it is in order and ends, or the line that is wrong is named',
  maxBytes: 200,
  seeds: [text('1\n2\n2\n30\n'), text(' 5 \n7')],
  tokens: [text('\n'), text('4294967295'), text('4294967296'), text('1e3'), text('-1'), text('0x10')],
  batch: 500,
  run(input) {
    refuses(() => {
      const trace = CapacityTrace.parse(Buffer.from(input).toString());
      assert.ok(trace.periodMs > 0 && Number.isFinite(trace.meanBps) && trace.meanBps > 0);
      assert.deepEqual(
        [...trace.opportunitiesMs],
        [...trace.opportunitiesMs].toSorted((a, b) => a - b),
      );
    });
    return nothingSeen;
  },
};

/** Reads JSON with a reader whose results can be written and read again. Text that is no JSON is for somebody else. */
function rereads(input: Uint8Array, read: (json: unknown) => unknown): void {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(input).toString());
  } catch {
    return;
  }
  refuses(() => {
    const written = JSON.stringify(read(json));
    assert.equal(JSON.stringify(read(JSON.parse(written))), written);
  });
}

export const settings: Target = {
  name: 'settings',
  about: 'reads what a network does, from JSON: what is accepted reads the same again, the rest is named',
  maxBytes: 400,
  seeds: [text('{"delayMs":20,"lossPct":1.5}'), text('{"bandwidthBps":1e7,"queueMs":50,"reorder":true}')],
  tokens: ['"delayMs"', '"jitterShape"', '"queue"', 'null', '1e999', '-0', '{}', '[]', '"__proto__"'].map(
    text,
  ),
  batch: 300,
  run(input) {
    rereads(input, (json) => parseNetworkSettings(json));
    return nothingSeen;
  },
};

export const networks: Target = {
  name: 'networks',
  about:
    'reads the description of a network from JSON: what is accepted can be used, the rest is named in one line',
  maxBytes: 600,
  seeds: [
    text('{"name":"x","up":{"delayMs":20},"events":[{"atMs":1,"up":{"delayMs":5},"cutMs":2}]}'),
    text('{"both":{"bandwidthBps":1e7,"queueMs":50},"tcp":[{"direction":"up","rttMs":40}]}'),
  ],
  tokens: [
    '"up"',
    '"down"',
    '"events"',
    '"tcp"',
    '"holdMs"',
    '"rebind"',
    '"__proto__"',
    'null',
    '[]',
    '{}',
    '-1',
  ].map(text),
  batch: 300,
  run(input) {
    rereads(input, (json) => parseNetwork(json));
    return nothingSeen;
  },
};
