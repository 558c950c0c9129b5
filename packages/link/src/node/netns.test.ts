import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../testing/netns-portal.ts', import.meta.url));

/** What a portal last said of itself. */
interface Seen {
  readonly state: string;
  readonly datagramBytes: number;
  readonly migrations: number;
  readonly framesReceived: number;
  readonly longestGapMs: number;
}

/** Runs `ip` and says whether it worked. */
function ip(...args: string[]): boolean {
  return spawnSync('ip', args, { stdio: 'ignore' }).status === 0;
}

/** A portal in a namespace. */
class Portal {
  seen: Seen | undefined;
  readonly #child: ChildProcess;
  #wake: () => void = () => undefined;

  constructor(t: TestContext, namespace: string, ...args: string[]) {
    this.#child = spawn('ip', ['netns', 'exec', namespace, process.execPath, program, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    t.after(() => this.#child.kill());
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.seen = JSON.parse(line) as Seen;
      this.#wake();
    });
  }

  /** Resolves when it has said something that fits; never, if it does not, which the test runner notices. */
  async until(fits: (seen: Seen) => boolean): Promise<Seen> {
    while (this.seen === undefined || !fits(this.seen)) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
    return this.seen;
  }

  /** Resolves when `frames` more have come. */
  async streamed(frames: number): Promise<Seen> {
    const before = this.seen?.framesReceived ?? 0;
    return this.until((seen) => seen.framesReceived >= before + frames);
  }
}

/** Two namespaces with a cable between them: a has 10.99.0.1, b 10.99.0.2. Undefined, after a skip, where that is not permitted. */
function cable(t: TestContext): { a: string; b: string } | undefined {
  const [a, b] = [`ajar-a-${process.pid}`, `ajar-b-${process.pid}`];
  if (process.platform !== 'linux' || !ip('netns', 'add', a)) {
    t.skip('network namespaces need Linux, root and the program ip');
    return undefined;
  }
  t.after(() => [a, b].map((name) => ip('netns', 'del', name)));
  const made =
    ip('netns', 'add', b) &&
    ip('link', 'add', 'cable', 'netns', a, 'type', 'veth', 'peer', 'name', 'cable', 'netns', b);
  if (!made) {
    t.skip('this system makes no virtual Ethernet');
    return undefined;
  }
  for (const [name, address] of [
    [a, '10.99.0.1/24'],
    [b, '10.99.0.2/24'],
  ] as const) {
    assert.ok(ip('-n', name, 'addr', 'add', address, 'dev', 'cable'));
    assert.ok(ip('-n', name, 'link', 'set', 'cable', 'up'));
  }
  return { a, b };
}

test('given two portals with a cable of 1500 bytes, when they stream, then both fill it and fragment nothing', async (t) => {
  const names = cable(t);
  if (names === undefined) return;
  const a = new Portal(t, names.a, '1', 'listen', '10.99.0.1', '7000');
  const b = new Portal(t, names.b, '2', 'connect', '10.99.0.1', '7000');
  for (const portal of [a, b]) await portal.until(({ datagramBytes }) => datagramBytes === 1472);
  await a.streamed(60);
  assert.equal(a.seen?.datagramBytes, 1472);
  const snmp = spawnSync('ip', ['netns', 'exec', names.b, 'cat', '/proc/net/snmp'], {
    encoding: 'utf8',
  }).stdout;
  const [heads, values] = snmp
    .split('\n')
    .filter((line) => line.startsWith('Ip:'))
    .map((line) => line.split(' '));
  assert.equal(values![heads!.indexOf('FragCreates')], '0');
});

test('given two portals that stream, when the caller gets another address, then the other follows and both go on', async (t) => {
  const names = cable(t);
  if (names === undefined) return;
  const a = new Portal(t, names.a, '1', 'listen', '0.0.0.0', '7000');
  const b = new Portal(t, names.b, '2', 'connect', '10.99.0.1', '7000');
  await Promise.all([a.streamed(60), b.streamed(60)]);
  ip('-n', names.b, 'addr', 'flush', 'dev', 'cable');
  ip('-n', names.b, 'addr', 'add', '10.99.0.77/24', 'dev', 'cable');
  assert.equal((await a.until(({ migrations }) => migrations > 0)).migrations, 1);
  await Promise.all([a.streamed(60), b.streamed(60)]);
  t.diagnostic(
    `longest gaps: ${Math.round(a.seen!.longestGapMs)} and ${Math.round(b.seen!.longestGapMs)} ms`,
  );
});

test('given a portal on one address, when that is taken away and given back, or the cable is pulled, then the link comes back by itself', async (t) => {
  const names = cable(t);
  if (names === undefined) return;
  const a = new Portal(t, names.a, '1', 'listen', '10.99.0.1', '7000');
  const b = new Portal(t, names.b, '2', 'connect', '10.99.0.1', '7000');
  await Promise.all([a.streamed(30), b.streamed(30)]);
  for (const [take, give] of [
    [
      ['addr', 'del', '10.99.0.1/24', 'dev', 'cable'],
      ['addr', 'add', '10.99.0.1/24', 'dev', 'cable'],
    ],
    [
      ['link', 'set', 'cable', 'down'],
      ['link', 'set', 'cable', 'up'],
    ],
  ] as const) {
    assert.ok(ip('-n', names.a, ...take));
    await Promise.all([a, b].map((portal) => portal.until(({ state }) => state === 'reconnecting')));
    assert.ok(ip('-n', names.a, ...give));
    await Promise.all([a, b].map((portal) => portal.until(({ state }) => state === 'open')));
    await Promise.all([a.streamed(30), b.streamed(30)]);
  }
});
