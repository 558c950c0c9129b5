import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { InboxOptions, Priority } from './inbox.ts';
import { Mailbox } from './mailbox.ts';

test('messages are handled after the sender has returned, by priority, and one at a time', async () => {
  const { mailbox, log } = open((message) => {
    if (message === 'first') mailbox.deliver('to itself');
    return undefined;
  });
  mailbox.deliver('first');
  mailbox.deliver('urgent', 'control');
  log.push('sent');
  await turns();
  assert.deepEqual(log, ['sent', 'urgent', 'first', 'to itself']);
  assert.equal(mailbox.handledCount, 3);
});

test('an asynchronous handler keeps the order, and others run meanwhile', async () => {
  const slow = Promise.withResolvers<void>();
  const { mailbox, log } = open((message) => (message === 'slow' ? slow.promise : undefined));
  const other = open(() => undefined);
  for (const message of ['slow', 'b', 'c']) mailbox.deliver(message);
  other.mailbox.deliver('x');
  await turns();
  assert.deepEqual([log, other.log], [['slow'], ['x']]);
  slow.resolve();
  await turns();
  assert.deepEqual(log, ['slow', 'b', 'c']);
});

test('after an error nothing more is handled', async () => {
  for (const fail of [
    (): never => {
      throw new Error('no');
    },
    () => Promise.reject(new Error('no')),
  ]) {
    const { mailbox, log, errors } = open((message) => (message === 'bad' ? fail() : undefined));
    for (const message of ['good', 'bad', 'never']) mailbox.deliver(message);
    await turns();
    assert.deepEqual([log, errors], [['good', 'bad'], ['no']]);
    assert.equal(mailbox.deliver('late'), 'gone');
  }
});

test('closing takes no more, handles what was taken, and then stops the actor', async () => {
  const { mailbox, log } = open((message) => (message === 'a' ? Promise.resolve() : undefined));
  mailbox.deliver('a');
  mailbox.deliver('b');
  const closed = mailbox.close(100);
  assert.equal(mailbox.deliver('c'), 'gone');
  await closed;
  assert.deepEqual(log, ['a', 'b', 'stopped']);
});

test('two actors that never run out of messages leave time for timers and for a third', async () => {
  const isOver = { value: false };
  const pair = [0, 1].map((own) =>
    open((message) => {
      if (!isOver.value) pair[1 - own]!.mailbox.deliver(message);
      return undefined;
    }),
  );
  const third = open(() => undefined);
  pair[0]!.mailbox.deliver('ball');
  third.mailbox.deliver('x');
  await new Promise((resolve) => setTimeout(resolve, 5));
  isOver.value = true;
  assert.deepEqual(third.log, ['x']);
  assert.ok(pair[0]!.mailbox.handledCount > 1);
});

test('property: what was taken is handled once, in order within its priority, whatever is sent when', async () => {
  const send = fc.record({
    priority: fc.constantFrom<Priority>('control', 'high', 'normal'),
    waits: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(send, { maxLength: 100 }), async (sends) => {
      const { mailbox, log } = open((message) => (message.endsWith('1') ? Promise.resolve() : undefined), {
        capacity: { control: 4, high: 4, normal: 4 },
      });
      const taken: string[] = [];
      for (const [index, { priority, waits }] of sends.entries()) {
        const message = `${priority} ${index}`;
        if (mailbox.deliver(message, priority) === 'ok') taken.push(message);
        if (waits) await Promise.resolve();
      }
      await mailbox.close(100);
      assert.equal(log.pop(), 'stopped');
      for (const priority of ['control', 'high', 'normal'])
        assert.deepEqual(
          log.filter((message) => message.startsWith(priority)),
          taken.filter((message) => message.startsWith(priority)),
        );
    }),
    { numRuns: 50 },
  );
});

function open(handle: (message: string) => void | Promise<void>, inbox?: InboxOptions) {
  const log: string[] = [];
  const errors: string[] = [];
  const mailbox: Mailbox<string> = new Mailbox<string>(
    {
      receive(message) {
        log.push(message);
        return handle(message);
      },
      stop() {
        log.push('stopped');
      },
    },
    (error) => {
      errors.push(error.message);
      mailbox.abandon(100).catch(() => {});
      log.pop();
    },
    inbox,
  );
  return { mailbox, log, errors };
}

/** Lets all that can run now run. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
