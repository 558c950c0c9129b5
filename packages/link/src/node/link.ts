import { randomFillSync } from 'node:crypto';
import type { RemoteInfo, Socket } from 'node:dgram';
import { isIPv4 } from 'node:net';
import type { Address } from '../address.ts';
import { Connection } from '../connection.ts';
import { LinkError } from '../error.ts';
import type { LinkEvent, LinkState } from '../events.ts';
import type { FrameInfo } from '../media/outgoing-frame.ts';
import type { ConnectionOptions } from '../options.ts';
import type { LinkStats } from '../statistics.ts';
import { maxReceivedBytes } from '../wire/datagram.ts';
import { systemUs } from './clock.ts';
import { DatagramLimit } from './datagram-limit.ts';
import { asSeenBy, type Endpoint, localAddress, openSocket, resolve } from './socket.ts';

/** What a link over UDP is made of. */
export interface LinkOptions
  extends Omit<
    ConnectionOptions,
    'random' | 'callAddress' | 'maxDatagramBytes' | 'firstPacketNumber' | 'firstFrameNumber'
  > {
  /** Where to wait for the peer; port 0 takes any. Default: any port of any interface. */
  readonly listen?: Endpoint;
  /** Where to call the peer. Without it, the link waits to be called. At least one of `listen` and `connect` is needed. */
  readonly connect?: Endpoint;
  /**
   * The largest datagram that is ever sent, 1200 … 9216 bytes. Default: what the path carries, up to 8952, on Linux; 1200 on other
   * systems, which do not say whether they send in one piece.
   */
  readonly maxDatagramBytes?: number;
  /** Hears every event from the first on. */
  readonly onEvent?: (event: LinkEvent) => void;
  /** The clock of all times, µs, monotonic. Default: the system's monotonic clock. */
  readonly nowUs?: () => number;
}

/** An encrypted link to one peer over UDP, which comes back by itself until it is closed. */
export interface Link {
  readonly state: LinkState;
  /** Where this side listens. */
  readonly localAddress: Address;
  /** Sends a copy of a frame at once. Returns its number; −1 when nobody is there. See `Connection.sendFrame`. */
  sendFrame(track: number, data: Uint8Array, info: FrameInfo): number;
  /** Sends a copy of a message reliably. False when too much is waiting. See `Connection.sendMessage`. */
  sendMessage(data: Uint8Array): boolean;
  /** Hears events from now on, until the returned function is called. */
  onEvent(listener: (event: LinkEvent) => void): () => void;
  stats(): LinkStats;
  /** Tells the peer and closes the socket. */
  close(): Promise<void>;
}

/** Opens a link. Throws `LinkError` for addresses and keys that cannot work. */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { listen, connect, onEvent, nowUs = systemUs, ...settings } = options;
  if (listen === undefined && connect === undefined) {
    throw new LinkError('bad-option', 'listen, connect: at least one of both is needed');
  }
  checkPort('listen', listen, 0);
  checkPort('connect', connect, 1);
  const given = listen === undefined ? undefined : await resolve(listen);
  const family = given !== undefined && isIPv4(given.host) ? 4 : 0;
  const remote = connect === undefined ? undefined : await resolve(connect, family);
  const anywhere = remote === undefined || isIPv4(remote.host) ? '0.0.0.0' : '::';
  const local = given ?? { host: anywhere, port: 0 };
  const callAddress = remote === undefined ? undefined : asSeenBy(local, remote);
  const connection = new Connection({
    ...settings,
    random: randomFillSync,
    ...(callAddress === undefined ? {} : { callAddress }),
  });
  const limit = new DatagramLimit(connection, options.maxDatagramBytes);
  const link = new UdpLink(connection, limit, await openSocket(local), nowUs, connect);
  if (onEvent !== undefined) link.onEvent(onEvent);
  link.pump();
  return link;
}

function checkPort(name: string, endpoint: Endpoint | undefined, lowest: number): void {
  if (endpoint === undefined) return;
  const { port } = endpoint;
  if (Number.isInteger(port) && port >= lowest && port <= 65_535) return;
  throw new LinkError('bad-option', `${name}: a port is ${lowest} to 65535, not ${port}`);
}

/** Datagrams that the kernel did not take at once stay in their slabs; beyond this many, nothing more is sent. */
const maxQueuedSends = 128;
const slabs = 256;
/** Waits shorter than this are not worth a timer, whose unit is a millisecond, µs. */
const spinUs = 300;
const resolveAgainUs = 30_000_000;
class UdpLink implements Link {
  readonly localAddress: Address;
  readonly #connection: Connection;
  readonly #limit: DatagramLimit;
  readonly #socket: Socket;
  readonly #nowUs: () => number;
  readonly #connect: Endpoint | undefined;
  readonly #slabs: Buffer[] = Array.from({ length: slabs }, () => Buffer.allocUnsafeSlow(maxReceivedBytes));
  readonly #listeners = new Set<(event: LinkEvent) => void>();
  #nextSlab = 0;
  #pumping = false;
  #timer: NodeJS.Timeout | undefined;
  #timerDueUs = Number.POSITIVE_INFINITY;
  #immediate: NodeJS.Immediate | undefined;
  #lastFrom: Address = { host: '', port: 0 };
  #resolvedUs: number;
  #closing: Promise<void> | undefined;

  constructor(
    connection: Connection,
    limit: DatagramLimit,
    socket: Socket,
    nowUs: () => number,
    connect: Endpoint | undefined,
  ) {
    this.#connection = connection;
    this.#socket = socket;
    this.#nowUs = nowUs;
    this.#connect = connect;
    this.#limit = limit;
    this.#resolvedUs = nowUs();
    this.localAddress = localAddress(socket);
    socket.on('message', (datagram, from) => this.#receive(datagram, from));
    socket.on('error', (error: NodeJS.ErrnoException) => this.#sendFailed(error));
  }

  get state(): LinkState {
    return this.#connection.state;
  }

  sendFrame(track: number, data: Uint8Array, info: FrameInfo): number {
    const number = this.#connection.sendFrame(this.#nowUs(), track, data, info);
    this.pump();
    return number;
  }

  sendMessage(data: Uint8Array): boolean {
    const taken = this.#connection.sendMessage(data);
    this.pump();
    return taken;
  }

  onEvent(listener: (event: LinkEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stats(): LinkStats {
    return this.#connection.stats();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Sends what is due, tells what happened, and sees to being called again. */
  pump(): void {
    // A listener that sends something gets here again; the outer call takes care of it.
    if (this.#pumping || this.#closing !== undefined) return;
    this.#pumping = true;
    try {
      do {
        this.#transmit();
      } while (this.#tell());
    } finally {
      this.#pumping = false;
    }
    this.#limit.look(this.#nowUs(), this.#onLimit);
    this.#arm();
  }

  #receive(datagram: Buffer, from: RemoteInfo): void {
    if (this.#lastFrom.port !== from.port || this.#lastFrom.host !== from.address) {
      this.#lastFrom = { host: from.address, port: from.port };
    }
    this.#connection.receive(this.#nowUs(), datagram, this.#lastFrom);
    this.pump();
  }

  #transmit(): void {
    while (this.#socket.getSendQueueCount() < maxQueuedSends) {
      const slab = this.#slabs[this.#nextSlab]!;
      const bytes = this.#connection.transmit(this.#nowUs(), slab);
      if (bytes === 0) return;
      this.#nextSlab = (this.#nextSlab + 1) % slabs;
      this.#limit.sent(bytes);
      const to = this.#connection.destination!;
      this.#socket.send(slab, 0, bytes, to.port, to.host);
    }
  }

  /** Errors of single datagrams, such as a network that is down, pass; the protocol notices what is lost. */
  #sendFailed(error: NodeJS.ErrnoException): void {
    if (error.code === 'EMSGSIZE') this.#limit.refused(this.#nowUs());
  }

  /** Whether there was anything to tell, after which there may be something to send. */
  #tell(): boolean {
    let event = this.#connection.poll();
    const any = event !== undefined;
    for (; event !== undefined; event = this.#connection.poll()) {
      if (event.type === 'state') this.#limit.doubt();
      for (const listener of this.#listeners) listener(event);
      if (event.type === 'warning' && event.code === 'no-answer') this.#resolveAgain();
    }
    return any;
  }

  #arm(): void {
    if (this.#closing !== undefined || this.#immediate !== undefined) return;
    const nowUs = this.#nowUs();
    const dueUs = this.#connection.timeout(nowUs);
    if (dueUs - nowUs < spinUs) {
      this.#immediate = setImmediate(this.#onImmediate);
      return;
    }
    // A timer that fires too early does no harm: it only looks again.
    if (this.#timerDueUs <= dueUs || dueUs === Number.POSITIVE_INFINITY) return;
    clearTimeout(this.#timer);
    this.#timerDueUs = dueUs;
    this.#timer = setTimeout(this.#onTimer, Math.max(1, Math.floor((dueUs - nowUs) / 1000)));
  }

  readonly #onTimer = (): void => {
    this.#timerDueUs = Number.POSITIVE_INFINITY;
    // Behind the datagrams that are waiting in the socket: what they bring must not be taken for missing.
    this.#immediate ??= setImmediate(this.#onImmediate);
  };

  readonly #onLimit = (): void => this.pump();

  readonly #onImmediate = (): void => {
    this.#immediate = undefined;
    this.pump();
  };

  /** The peer's address may have changed behind its name. */
  #resolveAgain(): void {
    const nowUs = this.#nowUs();
    if (this.#connect === undefined || nowUs - this.#resolvedUs < resolveAgainUs) return;
    this.#resolvedUs = nowUs;
    resolve(this.#connect, isIPv4(this.localAddress.host) ? 4 : 0).then(
      (address) => this.#connection.callAt(asSeenBy(this.localAddress, address)),
      () => undefined,
    );
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#connection.close();
    this.#transmit();
    this.#tell();
    await new Promise<void>((done) => this.#socket.close(done));
  }
}
