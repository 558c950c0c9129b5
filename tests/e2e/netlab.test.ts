import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajar, ajar, scratch } from './stage/ajar.ts';

interface Totals {
  readonly offered: number;
  readonly forwarded: number;
  readonly lost: number;
}

interface Report {
  readonly network: string;
  readonly up: Totals;
  readonly down: Totals;
}

test('a network of one’s own lies between two programs, counts what it does, and tells it', async () => {
  using place = scratch();
  writeFileSync(
    place.path('mine.json'),
    JSON.stringify({ both: { delayMs: 1 }, up: { lossPct: 50, lossBurst: 4, trace: 'mine.up' } }),
  );
  writeFileSync(place.path('mine.up'), '1\n2\n3\n');
  const server = await bound();
  server.on('message', (datagram, from) => server.send(datagram, from.port, from.address));
  const client = await bound();
  const answers: Buffer[] = [];
  client.on('message', (datagram) => answers.push(datagram));

  await using lab = new Ajar([
    'netlab',
    ...['--listen', '127.0.0.1:0', '--to', `127.0.0.1:${server.address().port}`],
    ...['--profile', place.path('mine.json'), '--seed', '7', '--stats', place.path('stats'), '--json'],
  ]);
  const [, port] = await lab.printed(/mine: 127\.0\.0\.1:(\d+) → 127\.0\.0\.1:\d+, seed 7/);
  const sending = setInterval(() => client.send('hello', Number(port), '127.0.0.1'), 2);
  while (answers.length < 50) await once(client, 'message');
  while (readFileSync(place.path('stats'), 'utf8') === '') await once(client, 'message');
  clearInterval(sending);
  lab.signal('SIGINT');
  assert.equal(await lab.ended(), 0);
  server.close();
  client.close();

  const total = JSON.parse(lab.stdout) as Report;
  const [first] = readFileSync(place.path('stats'), 'utf8').split('\n');
  const { network, up, down } = total;
  assert.equal(network, 'mine');
  assert.ok(up.lost > 0 && up.forwarded + up.lost <= up.offered);
  assert.ok(down.forwarded >= 50 && down.lost === 0);
  assert.ok((JSON.parse(first!) as Report).up.offered <= up.offered);
});

test('it ends by itself after the time it was given', async () => {
  const { status, stdout } = await ajar(
    ...['netlab', '--listen', '127.0.0.1:0', '--to', '127.0.0.1:9', '--seconds', '0.1', '--json'],
  );
  assert.equal(status, 0);
  assert.equal((JSON.parse(stdout) as Report).network, 'perfect');
});

test('the named networks are listed, for people and as descriptions that it reads again', async () => {
  const people = await ajar('netlab', 'profiles');
  assert.match(people.stdout, /^lossy +20 ms away/m);
  const { stdout } = await ajar('netlab', 'profiles', '--json');
  const all = JSON.parse(stdout) as { name: string }[];
  assert.equal(people.stdout.trim().split('\n').length, all.length);

  using place = scratch();
  writeFileSync(place.path('copy.json'), JSON.stringify(all.find(({ name }) => name === 'bad')));
  const flags = ['--listen', '127.0.0.1:0', '--to', '127.0.0.1:9', '--seconds', '0.1'];
  const { status, stderr } = await ajar('netlab', ...flags, '--profile', place.path('copy.json'));
  assert.equal(status, 0, stderr);
});

test('a wrong flag is named in one line, with exit status 2', async () => {
  const good = { listen: '127.0.0.1:0', to: '127.0.0.1:9' };
  const cases: [Record<string, string>, RegExp][] = [
    [{ listen: good.listen }, /^ajar: --to: is missing; give HOST:PORT/],
    [{ ...good, to: 'there' }, /^ajar: --to: "there" is not an address/],
    [{ ...good, to: '127.0.0.1:0' }, /^ajar: --to\.port must be .* from 1 to 65535, not 0/],
    [
      { ...good, profile: 'moon' },
      /^ajar: --profile: no network profile is called "moon"; there are perfect,/,
    ],
    [{ ...good, profile: './no.json' }, /^ajar: --profile: \.\/no\.json cannot be read/],
    [{ ...good, seed: 'x' }, /^ajar: --seed: "x" is not a whole number/],
    [{ ...good, seconds: '0' }, /^ajar: --seconds: "0" is out of range/],
    [
      { ...good, stats: '/no/such/folder/stats' },
      /^ajar: --stats: \/no\/such\/folder\/stats cannot be written/,
    ],
    [{ ...good, listen: 'no.such.host.invalid:1' }, /^ajar: --listen: .*no\.such\.host\.invalid/],
  ];
  for (const [flags, says] of cases) {
    const typed = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
    const { status, stdout, stderr } = await ajar('netlab', ...typed);
    assert.match(stderr, says);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
    assert.deepEqual([status, stdout], [2, '']);
  }
});

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
