import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SendResult } from '../actor.ts';
import { type Recipient, Topic } from './topic.ts';

test('who subscribes late hears the last value, and then every one until it has heard enough', () => {
  const topic = new Topic<string>('door');
  topic.publish('shut');
  topic.publish('open');
  const listener = listenerThat(() => 'ok');
  const unsubscribe = topic.subscribe(listener);
  topic.subscribe(listener);
  topic.publish('ajar');
  unsubscribe();
  unsubscribe();
  topic.publish('shut');
  assert.deepEqual(listener.heard, ['open', 'ajar']);
  assert.equal(topic.last, 'shut');
});

test('who is behind misses some, who is gone is forgotten, and neither keeps the others waiting', () => {
  const topic = new Topic<string>('door');
  const results: SendResult[] = ['ok', 'full', 'gone', 'ok'];
  const slow = listenerThat((count) => results[count]!);
  const quick = listenerThat(() => 'ok');
  topic.subscribe(slow);
  topic.subscribe(quick);
  for (const value of ['a', 'b', 'c', 'd']) topic.publish(value);
  assert.deepEqual(slow.heard, ['a', 'b', 'c']);
  assert.deepEqual(quick.heard, ['a', 'b', 'c', 'd']);
  assert.equal(topic.dropped, 1);
  assert.equal(topic.subscribers, 1);
});

test('a subscriber that publishes or unsubscribes while it is told does no harm', () => {
  const topic = new Topic<number>('count');
  const heard: number[] = [];
  const unsubscribe = topic.subscribe({
    name: 'counter',
    send(count) {
      heard.push(count);
      if (count < 3) topic.publish(count + 1);
      else unsubscribe();
      return 'ok';
    },
  });
  topic.publish(1);
  topic.publish(9);
  assert.deepEqual(heard, [1, 2, 3]);
});

function listenerThat(answers: (count: number) => SendResult): Recipient<string> & { heard: string[] } {
  const heard: string[] = [];
  return {
    name: 'listener',
    heard,
    send(message) {
      heard.push(message);
      return answers(heard.length - 1);
    },
  };
}
