import { dispatch, spawnStateless, start, stop } from 'nact';
import { burst, Finish, type Message, message, type Peer } from './peer.ts';

/** nact: an actor is a function of its messages. */
export function openNact(): Peer {
  const system = start();
  const finish = new Finish();
  let left = 0;
  const spawn = (name: string, receive: (message: Message) => void) => spawnStateless(system, receive, name);
  const source = spawn('source', () => {
    if (left <= 0) {
      finish.reached();
      return;
    }
    left -= burst;
    for (let count = 1; count <= burst; count++) dispatch(sink, message(count));
  });
  const sink = spawn('sink', ({ count }) => {
    if (count === burst) dispatch(source, message(0));
  });
  const first = spawn('first', ({ count }) => {
    if (count === 0) finish.reached();
    else dispatch(second, message(count - 1));
  });
  const second = spawn('second', ({ count }) => {
    if (count === 0) finish.reached();
    else dispatch(first, message(count - 1));
  });
  return {
    name: 'nact',
    messagesPerTurn: 50_000,
    stream(messages) {
      left = messages;
      return finish.after(() => dispatch(source, message(0)));
    },
    ring: (hops) => finish.after(() => dispatch(first, message(hops))),
    async close() {
      stop(system);
    },
  };
}
