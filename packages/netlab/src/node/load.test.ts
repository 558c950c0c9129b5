import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { profile } from '../description/profiles.ts';
import { unimpaired } from '../description/settings.ts';
import { NetlabError, type NetlabErrorCode } from '../error.ts';
import { CapacityTrace } from '../path/capacity-trace.ts';
import { loadNetwork } from './load.ts';

test('a name is that of a profile', async () => {
  assert.equal(await loadNetwork('lossy'), profile('lossy'));
});

test('a file is a description, and a trace in it may be another file beside it', async (t) => {
  const write = await folder(t);
  await write('bus.up', '1\n4\n');
  const file = await write(
    'bus.json',
    JSON.stringify({
      both: { delayMs: 30 },
      up: { trace: 'bus.up' },
      events: [{ atMs: 9, down: { trace: [7] } }],
    }),
  );
  const network = await loadNetwork(file);
  const trace = new CapacityTrace([1, 4]);
  assert.equal(network.name, 'bus');
  assert.deepEqual(network.up, { ...unimpaired, delayMs: 30, trace });
  assert.deepEqual(network.events[0]!.down, { trace: new CapacityTrace([7]) });
});

test('any profile can be written to a file and read from it', async (t) => {
  const write = await folder(t);
  for (const name of ['perfect', 'bufferbloat', 'handover']) {
    const file = await write('copy.json', JSON.stringify(profile(name)));
    assert.deepEqual(await loadNetwork(file), profile(name));
  }
});

test('what cannot be read or understood is refused with the name of the file', async (t) => {
  const write = await folder(t);
  await write('bad.up', '1\nup\n');
  const cases: [string, NetlabErrorCode, RegExp][] = [
    ['moon', 'unknown-profile', /"moon"/],
    ['/no/such/network.json', 'unreadable', /network\.json cannot be read \(ENOENT\)/],
    [await write('no.json', '{"up":'), 'bad-settings', /no\.json: .*JSON/],
    [await write('far.json', '{"up":{"delayMs":-1}}'), 'bad-settings', /far\.json: up\.delayMs .* not -1/],
    [await write('list.json', '[1]'), 'bad-settings', /list\.json: a network must be an object/],
    [await write('gone.json', '{"up":{"trace":"gone.up"}}'), 'unreadable', /gone\.up cannot be read/],
    [
      await write('trace.json', '{"up":{"trace":"bad.up"}}'),
      'bad-settings',
      /trace\.json: .*bad\.up, line 2/,
    ],
  ];
  for (const [file, code, message] of cases) {
    await assert.rejects(loadNetwork(file), (error) => {
      assert.ok(error instanceof NetlabError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  }
});

/** Writes files into a folder that is there for as long as the test, and says where they are. */
async function folder(t: TestContext): Promise<(name: string, text: string) => Promise<string>> {
  const directory = await mkdtemp(join(tmpdir(), 'ajar-netlab-'));
  t.after(() => rm(directory, { recursive: true }));
  return async (name, text) => {
    const file = join(directory, name);
    await writeFile(file, text);
    return file;
  };
}
