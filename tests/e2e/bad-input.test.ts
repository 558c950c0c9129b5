import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { Ajar, ajar, scratch } from './stage/ajar.ts';
import { freePort, keyOf, quiet } from './stage/door.ts';

/** Everything but what the case is about works. */
async function portalFlags(place: { path: (name: string) => string }): Promise<string[]> {
  return [
    'portal',
    ...['--state', place.path('state'), '--listen', '127.0.0.1:0', '--peer', await keyOf(place.path('peer'))],
    ...[
      '--size',
      '320x180',
      '--control',
      'off',
      '--video-out',
      'none:',
      '--audio-in',
      'none:',
      '--audio-out',
      'none:',
    ],
  ];
}

const wrong: { what: string; flags: string[]; says: RegExp }[] = [
  { what: 'an unknown flag', flags: ['--loud'], says: /unknown option '--loud'/ },
  { what: 'an impossible size', flags: ['--size', '0x720'], says: /--size: "0x720" is out of range/ },
  { what: 'a missing camera', flags: ['--video-in', 'v4l2:/dev/video99'], says: /\/dev\/video99/ },
  { what: 'a missing X display', flags: ['--video-in', 'x11::97'], says: /:97/ },
  { what: 'a missing film', flags: ['--video-in', 'file:no-such-film.mp4'], says: /no-such-film\.mp4/ },
  {
    what: 'a missing recording',
    flags: ['--audio-in', 'file:no-such-sound.wav'],
    says: /no-such-sound\.wav/,
  },
  {
    what: 'a missing microphone',
    flags: ['--audio-in', 'device:No Such Microphone'],
    says: /No Such Microphone|audio|sound/i,
  },
  { what: 'a window without a display', flags: ['--video-out', 'window::97'], says: /:97/ },
  {
    what: 'a film in a missing folder',
    flags: ['--video-out', 'file:/no/such/folder/film.y4m'],
    says: /\/no\/such\/folder/,
  },
  {
    what: 'an address that does not resolve',
    flags: ['--connect', 'no-such-host.invalid:8737'],
    says: /no-such-host\.invalid/,
  },
  { what: 'a key that was mistyped', flags: ['--peer', 'abcd'], says: /--peer: / },
  {
    what: 'statistics in a missing folder',
    flags: ['--stats', '/no/such/folder/stats'],
    says: /--stats: \/no\/such\/folder\/stats/,
  },
];

for (const { what, flags, says } of wrong) {
  test(`${what} is named in one line, with exit status 2`, async () => {
    using place = scratch();
    const { status, stdout, stderr } = await ajar(...(await portalFlags(place)), ...flags);
    const lines = stderr.split('\n').filter((line) => line.startsWith('ajar: '));
    assert.match(stderr, says);
    assert.ok(lines[0]?.includes(flags[0]!), `which flag? ${stderr}`);
    assert.equal(lines.length, 1, stderr);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    assert.doesNotMatch(stderr, /^ {4}at /m);
  });
}

test('an unknown command is named', async () => {
  const { status, stderr } = await ajar('portol');
  assert.equal(status, 2);
  assert.match(stderr, /unknown command 'portol'/);
});

test('a portal that nobody could reach and that goes nowhere is told so', async () => {
  using place = scratch();
  const { status, stderr } = await ajar('portal', '--state', place.path('state'), '--peer', 'x');
  assert.equal(status, 2);
  assert.match(stderr, /--listen or --connect/);
});

test('a portal without a peer is told its own key and where to get the other', async () => {
  using place = scratch();
  const own = await keyOf(place.path('state'));
  const { status, stderr } = await ajar('portal', '--state', place.path('state'), '--listen', ':0');
  assert.equal(status, 2);
  assert.match(stderr, /--peer: .*ajar key/);
  assert.ok(stderr.includes(own));
});

test("a portal's own key is no peer", async () => {
  using place = scratch();
  const own = await keyOf(place.path('state'));
  const { status, stderr } = await ajar(
    'portal',
    '--state',
    place.path('state'),
    '--listen',
    ':0',
    '--peer',
    own,
  );
  assert.equal(status, 2);
  assert.match(stderr, /own key/);
});

test('a UDP port in use is named', async () => {
  using place = scratch();
  const taken = createSocket('udp4');
  await new Promise<void>((resolve) => taken.bind(0, '127.0.0.1', resolve));
  const { port } = taken.address();
  const { status, stderr } = await ajar(...(await portalFlags(place)), '--listen', `127.0.0.1:${port}`);
  taken.close();
  assert.equal(status, 2);
  assert.match(stderr, new RegExp(`${port}.*in use`));
});

test('a page address in use is named, when it was asked for', async () => {
  using place = scratch();
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  const { status, stderr } = await ajar(...(await portalFlags(place)), '--control', `127.0.0.1:${port}`);
  taken.close();
  assert.equal(status, 2);
  assert.match(stderr, new RegExp(`--control: 127.0.0.1:${port} is in use`));
});

test('a state directory that is a file, and a key that others can read', async () => {
  using place = scratch();
  writeFileSync(place.path('file'), '');
  const unusable = await ajar('key', '--state', place.path('file'));
  assert.equal(unusable.status, 2);
  assert.match(unusable.stderr, /--state: .*cannot be used/);
  await keyOf(place.path('state'));
  chmodSync(place.path('state/key'), 0o644);
  const open = await ajar('key', '--state', place.path('state'));
  assert.equal(open.status, 2);
  assert.match(open.stderr, /can be read by others.*chmod 600/);
});

test('a demo on a network that is not known lists those that are', async () => {
  const { status, stderr } = await ajar('demo', '--net', 'carrier-pigeon');
  assert.equal(status, 2);
  assert.match(stderr, /--net: .*carrier-pigeon.*perfect/);
});

test('a caller with another key than the named one gets no answer, and both sides say what is wrong', async () => {
  using place = scratch();
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const listenerKey = await keyOf(place.path('listener'));
  const strangerKey = await keyOf(place.path('stranger'));
  const expected = await keyOf(place.path('expected'));
  await using listener = new Ajar([
    'portal',
    ...quiet,
    '--control',
    'off',
    '--state',
    place.path('listener'),
    '--listen',
    address,
    '--peer',
    expected,
  ]);
  await listener.printed(/on UDP/);
  await using stranger = new Ajar([
    'portal',
    ...quiet,
    '--control',
    'off',
    '--state',
    place.path('stranger'),
    '--connect',
    address,
    '--peer',
    listenerKey,
  ]);
  const said = await listener.printed(/WARN.*/);
  assert.ok(said[0].includes(strangerKey), said[0]);
  await stranger.printed(/no answer/);
  assert.doesNotMatch(stranger.stderr, /is open/);
});
