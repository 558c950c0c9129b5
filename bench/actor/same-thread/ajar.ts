import { type Actor, type ActorFactory, type Address, System } from '@ajar/actor';
import { burst, Finish, type Message, message, type Peer } from './peer.ts';

/** Ours. */
export async function openAjar(): Promise<Peer> {
  const system = new System();
  const finish = new Finish();
  let left = 0;
  const spawn = (name: string, receive: Actor<Message>['receive']) => spawnIn(system, name, receive);
  const source = await spawn('source', () => {
    if (left <= 0) return finish.reached();
    left -= burst;
    for (let count = 1; count <= burst; count++) sink.send(message(count));
  });
  const sink = await spawn('sink', ({ count }) => {
    if (count === burst) source.send(message(0));
  });
  const first = await spawn('first', ({ count }) => {
    if (count === 0) finish.reached();
    else second.send(message(count - 1));
  });
  const second = await spawn('second', ({ count }) => {
    if (count === 0) finish.reached();
    else first.send(message(count - 1));
  });
  return {
    name: 'ajar',
    messagesPerTurn: 1_000_000,
    stream(messages) {
      left = messages;
      return finish.after(() => source.send(message(0)));
    },
    ring: (hops) => finish.after(() => first.send(message(hops))),
    close: () => system.stop(),
  };
}

function spawnIn(
  system: System,
  name: string,
  receive: Actor<Message>['receive'],
): Promise<Address<Message>> {
  const module: ActorFactory<undefined, Message, never> = () => ({ receive });
  return new Promise((resolve) => {
    const address = system.spawn<undefined, Message, never>({
      name,
      place: 'here',
      module,
      config: undefined,
      onMessage() {},
      onReady: () => resolve(address),
    });
  });
}
