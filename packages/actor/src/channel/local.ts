import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { SendResult } from '../actor.ts';
import { frameMessage, MessageReader } from './framing.ts';
import { SendBuffers } from './send-buffers.ts';

/** More than this unsent means that the other process is behind; what comes now is refused, not queued. */
const maxQueuedBytes = 1024 * 1024;

/** One end of a stream of messages between two processes of a machine. */
export interface Channel {
  /** Sends `head` and `payload` as one message, copied before it returns. Never blocks. */
  send(head: Uint8Array, payload?: Uint8Array): SendResult;
  close(): void;
}

/** What the owner of a channel wants to know. A message's view is valid during the call only. */
interface ChannelEvents {
  onMessage(message: Uint8Array, channel: Channel): void;
  onClose?(channel: Channel): void;
}

/** Accepts channels at a local socket. */
export class ChannelServer {
  readonly #server: Server;
  readonly #open = new Set<StreamChannel>();

  private constructor(server: Server, events: ChannelEvents) {
    this.#server = server;
    server.on('connection', (socket) => {
      const channel = new StreamChannel(socket, events, () => this.#open.delete(channel));
      this.#open.add(channel);
    });
  }

  /**
   * Listens at `path`, in place of a process that listened there before and may have been killed without removing its
   * socket. Rejects when that isn't possible (the directory is gone or not ours).
   */
  static async listen(path: string, events: ChannelEvents): Promise<ChannelServer> {
    if (process.platform !== 'win32') rmSync(path, { force: true });
    const server = createServer();
    const listening = new ChannelServer(server, events);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return listening;
  }

  close(): void {
    this.#server.close();
    for (const channel of this.#open) channel.close();
  }
}

/**
 * A channel to a local socket that comes back by itself: the process at the other end may die and start again at any
 * time. While it is away `send` says `gone`.
 */
export class ChannelClient implements Channel {
  readonly #path: string;
  readonly #events: ChannelEvents & { onOpen(channel: Channel): void };
  #channel: StreamChannel | undefined;
  #socket: Socket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #waitMs: number = firstRetryMs;
  #closed = false;

  constructor(path: string, events: ChannelEvents & { onOpen(channel: Channel): void }) {
    this.#path = path;
    this.#events = events;
    this.#connect();
  }

  send(head: Uint8Array, payload?: Uint8Array): SendResult {
    return this.#channel?.send(head, payload) ?? 'gone';
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = connect(this.#path);
    this.#socket = socket;
    socket.once('connect', () => {
      this.#waitMs = firstRetryMs;
      this.#channel = new StreamChannel(socket, this.#events);
      this.#events.onOpen(this.#channel);
    });
    // An 'error' is always followed by 'close', where the next attempt is planned.
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#channel = undefined;
      if (this.#closed) return;
      this.#retry = setTimeout(() => this.#connect(), this.#waitMs);
      this.#waitMs = Math.min(lastRetryMs, this.#waitMs * 2);
    });
  }
}

const firstRetryMs = 5;
const lastRetryMs = 100;

class StreamChannel implements Channel {
  readonly #socket: Socket;
  readonly #buffers = new SendBuffers();
  readonly #take = (bytes: number): Buffer => this.#buffers.take(bytes);

  constructor(socket: Socket, events: ChannelEvents, onGone?: () => void) {
    this.#socket = socket;
    const reader = new MessageReader();
    const deliver = (message: Uint8Array): void => events.onMessage(message, this);
    socket.on('data', (chunk: Buffer) => {
      if (!reader.push(chunk, deliver)) socket.destroy();
      giveBack(chunk);
    });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      onGone?.();
      events.onClose?.(this);
    });
  }

  send(head: Uint8Array, payload?: Uint8Array): SendResult {
    if (this.#socket.destroyed) return 'gone';
    if (this.#socket.writableLength > maxQueuedBytes) return 'full';
    this.#socket.write(frameMessage(head, payload, this.#take), this.#buffers.written);
    return 'ok';
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** Node reads into new memory each time; by itself, megabytes of it would wait for the next collection. */
function giveBack({ buffer, byteLength }: Buffer): void {
  if (buffer.byteLength === byteLength) (buffer as ArrayBuffer).transfer(0);
}
