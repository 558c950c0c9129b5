import { type ActorRef, createSystem } from 'comedy';
import { burst, Finish, type Message, message, type Peer } from './peer.ts';

/** Comedy, its actors in memory: an actor is an object with a method for each topic. */
export async function openComedy(): Promise<Peer> {
  const system = createSystem({ log, test: true });
  const root = await system.rootActor();
  const finish = new Finish();
  let left = 0;
  const spawn = (receive: (message: Message) => void): Promise<ActorRef> =>
    root.createChild({ message: receive });
  const source = await spawn(() => {
    if (left <= 0) {
      finish.reached();
      return;
    }
    left -= burst;
    for (let count = 1; count <= burst; count++) send(sink, count);
  });
  const sink = await spawn(({ count }) => {
    if (count === burst) send(source, 0);
  });
  const first = await spawn(({ count }) => {
    if (count === 0) finish.reached();
    else send(second, count - 1);
  });
  const second = await spawn(({ count }) => {
    if (count === 0) finish.reached();
    else send(first, count - 1);
  });
  return {
    name: 'comedy',
    messagesPerTurn: 20_000,
    stream(messages) {
      left = messages;
      return finish.after(() => send(source, 0));
    },
    ring: (hops) => finish.after(() => send(first, hops)),
    close: () => system.destroy(),
  };
}

function nothing(): void {}
const log = { isDebug: () => false, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A message that could not be handled is an error of the bench. */
function send(to: ActorRef, count: number): void {
  void to.send('message', message(count));
}
