import { backoffMs } from './backoff.ts';

/** What a {@link LastingSocket} tells its owner. */
export interface SocketEvents {
  /** Connected: called again after every reconnection. */
  opened(): void;
  /** Not connected any more, or an attempt failed. A new attempt follows by itself. */
  closed(): void;
  text(message: string): void;
  /** The message's memory belongs to the callee. */
  binary?(message: ArrayBuffer): void;
}

/** The server says something at least this often; a longer silence is a connection that has died without a word. */
const SILENCE_MS = 6000;
const SILENCE_CHECK_MS = 1000;

/** A WebSocket to a path of the page's own address that connects again, forever, until it is closed by its owner. */
export class LastingSocket {
  readonly #path: string;
  readonly #events: SocketEvents;
  readonly #watch: number;
  #socket: WebSocket | undefined;
  #failures = 0;
  #retry = 0;
  #heardMs = 0;

  constructor(path: string, events: SocketEvents) {
    this.#path = path;
    this.#events = events;
    this.#watch = window.setInterval(() => this.#checkSilence(), SILENCE_CHECK_MS);
    window.addEventListener('online', this.#retryNow);
    this.#connect();
  }

  /** Sends when connected; otherwise nothing is sent and false returned, since no message of this page is worth sending late. */
  send(message: string): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(message);
    return true;
  }

  close(): void {
    window.clearInterval(this.#watch);
    window.clearTimeout(this.#retry);
    window.removeEventListener('online', this.#retryNow);
    this.#abandon();
  }

  #connect(): void {
    const url = new URL(this.#path, location.href);
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#heardMs = performance.now();
    socket.addEventListener('open', () => {
      if (this.#socket === socket) this.#events.opened();
    });
    socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) => {
      if (this.#socket !== socket) return;
      this.#failures = 0;
      this.#heardMs = performance.now();
      if (typeof event.data === 'string') this.#events.text(event.data);
      else this.#events.binary?.(event.data);
    });
    socket.addEventListener('close', () => {
      if (this.#socket === socket) this.#lost();
    });
  }

  #lost(): void {
    this.#abandon();
    this.#failures += 1;
    window.clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => this.#connect(), backoffMs(this.#failures, Math.random()));
    this.#events.closed();
  }

  #abandon(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #checkSilence(): void {
    if (this.#socket !== undefined && performance.now() - this.#heardMs > SILENCE_MS) this.#lost();
  }

  readonly #retryNow = (): void => {
    if (this.#socket !== undefined) return;
    window.clearTimeout(this.#retry);
    this.#connect();
  };
}
