import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActorError } from './error.ts';
import { siblingModule } from './sibling-module.ts';
import type { Address } from './supervision/address.ts';
import type { Place } from './supervision/group.ts';
import { System } from './system.ts';

const stopSignals = process.platform === 'win32' && 'Windows has no SIGSTOP';
const echo = siblingModule('./fixtures/echo', import.meta.url);

for (const place of ['here', 'thread', 'process'] as const) {
  test(`an actor placed ${place} answers, and stops in order`, async () => {
    const stage = new Stage(place, 'hi');
    await stage.ready();
    stage.address.send('there');
    assert.equal(await stage.said(), 'hi there');
    await stage.system.stop();
    assert.equal(await stage.said(), 'stopping');
    assert.equal(stage.address.send('anyone?'), 'gone');
  });

  test(`an actor placed ${place} that cannot be made is final, and says why`, async () => {
    const stage = new Stage(place, 'fail');
    const error = await stage.failed.promise;
    assert.equal(error.code, 'create-failed');
    assert.equal(error.message, 'no greeting today');
    assert.equal(error.causeCode, 'not-found');
    await stage.system.stop();
  });

  for (const death of ['throw', 'reject', 'fail'] as const) {
    test(`an actor placed ${place} that dies by ${death} is back under the same address`, async () => {
      const stage = new Stage(place, 'hi');
      await stage.ready();
      stage.address.send(death);
      assert.match((await stage.exited()).message, new RegExp(`asked to ${death}`));
      await stage.ready();
      stage.address.send('again');
      await stage.saidEventually('hi again');
      assert.equal(stage.address.restarts, 1);
      await stage.system.stop();
    });
  }
}

test('a thread that is in an endless loop is replaced', async () => {
  const stage = new Stage('thread', 'hi');
  await stage.ready();
  stage.address.send('hang');
  assert.equal((await stage.exited()).code, 'stuck');
  await stage.ready();
  stage.address.send('again');
  await stage.saidEventually('hi again');
  await stage.system.stop();
});

test('a native crash of a process is healed', async () => {
  const stage = new Stage('process', 'hi');
  await stage.ready();
  const first = stage.address.pid;
  stage.address.send('segv');
  assert.match((await stage.exited()).message, /SIGSEGV/);
  await stage.ready();
  assert.notEqual(stage.address.pid, first);
  stage.address.send('again');
  await stage.saidEventually('hi again');
  await stage.system.stop();
});

for (const [what, stick] of [
  ['is in an endless loop', (stage) => stage.address.send('hang')],
  ['got SIGSTOP', (stage) => process.kill(stage.address.pid!, 'SIGSTOP')],
] as const satisfies readonly (readonly [string, (stage: Stage) => void])[]) {
  test(`a process that ${what} is replaced`, { skip: stopSignals }, async () => {
    const stage = new Stage('process', 'hi');
    await stage.ready();
    const first = stage.address.pid!;
    stick(stage);
    const error = await stage.exited();
    assert.equal(error.code, 'stuck');
    await stage.ready();
    assert.notEqual(stage.address.pid, first);
    assert.throws(() => process.kill(first, 0), /ESRCH/);
    stage.address.send('again');
    await stage.saidEventually('hi again');
    await stage.system.stop();
  });
}

test('what a process printed last explains its crash', async () => {
  const stage = new Stage('process', 'hi');
  await stage.ready();
  stage.address.send('last words');
  assert.match((await stage.exited()).message, /SIGABRT \(it all went wrong\)/);
  await stage.system.stop();
});

test('a process that does not stop is killed', async () => {
  const stage = new Stage('process', 'hi');
  await stage.ready();
  const { pid } = stage.address;
  stage.address.send('hang');
  await stage.system.stop();
  assert.throws(() => process.kill(pid!, 0), /ESRCH/);
});

test('nothing is spawned in a system that was stopped', async () => {
  const system = new System();
  await system.stop();
  assert.throws(() => spawn(system, 'here', 'hi', {}), /has ended/);
});

/** One echo actor and what it told its owner. */
class Stage {
  readonly system = new System({ random: () => 0 });
  readonly failed = Promise.withResolvers<ActorError>();
  readonly address: Address<string>;
  readonly #ready = new Arrivals<void>();
  readonly #exits = new Arrivals<ActorError>();
  readonly #said = new Arrivals<string>();

  constructor(place: Place, greeting: string) {
    this.address = spawn(this.system, place, greeting, {
      onMessage: (message) => this.#said.add(message),
      onReady: () => this.#ready.add(undefined),
      onExit: (error) => this.#exits.add(error),
      onFailed: this.failed.resolve,
    });
  }

  ready(): Promise<void> {
    return this.#ready.next();
  }

  exited(): Promise<ActorError> {
    return this.#exits.next();
  }

  said(): Promise<string> {
    return this.#said.next();
  }

  async saidEventually(expected: string): Promise<void> {
    while ((await this.said()) !== expected);
  }
}

/** What arrived, to be waited for in order. */
class Arrivals<T> {
  readonly #arrived: T[] = [];
  readonly #waiting: ((value: T) => void)[] = [];

  add(value: T): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#arrived.push(value);
    else waiter(value);
  }

  next(): Promise<T> {
    return new Promise((resolve) => {
      if (this.#arrived.length > 0) resolve(this.#arrived.shift() as T);
      else this.#waiting.push(resolve);
    });
  }
}

interface Heard {
  onMessage?: (message: string) => void;
  onReady?: () => void;
  onExit?: (error: ActorError) => void;
  onFailed?: (error: ActorError) => void;
}

function spawn(system: System, place: Place, greeting: string, heard: Heard): Address<string> {
  return system.spawn<{ greeting: string }, string, string>({
    name: 'echo',
    place,
    module: echo,
    config: { greeting },
    onMessage: heard.onMessage ?? (() => {}),
    onReady: () => heard.onReady?.(),
    onExit: (error) => heard.onExit?.(error),
    onFailed: (error) => heard.onFailed?.(error),
  });
}
