/** Two actors of one framework that send each other messages in one thread. The same messages with each framework. */
export interface Peer {
  readonly name: string;
  /** How many messages make a turn long enough to be timed. */
  readonly messagesPerTurn: number;
  /** One sends a burst of {@link burst}, the other asks for the next when it has handled them: so many messages, all handled when this resolves. */
  stream(messages: number): Promise<void>;
  /** The two pass one message to each other so many times. */
  ring(hops: number): Promise<void>;
  close(): Promise<void>;
}

export const burst = 64;

/** What is sent: to every framework an object of its own, as XState asks for. */
export interface Message {
  readonly type: 'message';
  readonly count: number;
}

export function message(count: number): Message {
  return { type: 'message', count };
}

/** What waits for the turn to end. */
export class Finish {
  #resolve: () => void = () => {};

  /** Starts what has to come to an end. */
  after(start: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      start();
    });
  }

  readonly reached = (): void => this.#resolve();
}
