import { createActor, fromTransition } from 'xstate';
import { burst, Finish, type Message, message, type Peer } from './peer.ts';

/** XState's actors, with transition functions: the least that it has between a message and its handler. */
export function openXState(): Peer {
  const finish = new Finish();
  let left = 0;
  const source = spawn(() => {
    if (left <= 0) {
      finish.reached();
      return;
    }
    left -= burst;
    for (let count = 1; count <= burst; count++) sink.send(message(count));
  });
  const sink = spawn((count) => {
    if (count === burst) source.send(message(0));
  });
  const first = spawn((hops) => {
    if (hops === 0) finish.reached();
    else second.send(message(hops - 1));
  });
  const second = spawn((hops) => {
    if (hops === 0) finish.reached();
    else first.send(message(hops - 1));
  });
  return {
    name: 'xstate',
    messagesPerTurn: 200_000,
    stream(messages) {
      left = messages;
      return finish.after(() => source.send(message(0)));
    },
    ring: (hops) => finish.after(() => first.send(message(hops))),
    async close() {
      for (const actor of [source, sink, first, second]) actor.stop();
    },
  };
}

function spawn(receive: (count: number) => void) {
  return createActor(
    fromTransition((state: number, { count }: Message) => {
      receive(count);
      return state;
    }, 0),
  ).start();
}
