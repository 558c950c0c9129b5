import type { RemoteInfo, Socket } from 'node:dgram';
import { NetlabError } from '../error.ts';
import { EventHeap } from '../event-heap.ts';
import { Path, type PathStats } from '../path.ts';
import type { NetworkSettings } from '../settings.ts';
import { type HostPort, type ResolvedAddress, resolveAddress } from './address.ts';
import { Alarm } from './alarm.ts';
import { openSocket } from './socket.ts';

/** The settings of both directions: `up` from the client to `to`, `down` back. What is not named stays as it is. */
export interface ProxySettings {
  readonly up?: Partial<NetworkSettings>;
  readonly down?: Partial<NetworkSettings>;
}

export interface ProxyOptions extends ProxySettings {
  /** Where clients send to; port 0 takes a free one. */
  readonly listen: HostPort;
  /** Where their datagrams go. */
  readonly to: HostPort;
  /** Any integer; decides which datagrams are lost, in the order of their arrival. */
  readonly seed: number;
  /** A monotonic clock in µs; the process's own unless given. */
  readonly nowUs?: () => number;
  /**
   * How long before a datagram is due the event loop is kept turning, in µs, 0 to 5,000. At 0, the default, delayed
   * datagrams leave up to about 1 ms late; at 1,500 within 0.1 ms, for up to a whole core.
   */
  readonly spinUs?: number;
}

/** Totals since the proxy was opened. */
export interface ProxyStats {
  readonly up: PathStats;
  readonly down: PathStats;
  /** Datagrams that are delayed at this moment, both ways. */
  readonly inFlight: number;
  /** Datagrams dropped because they came from elsewhere than `to`, or back before any client was heard. */
  readonly stray: number;
  /** The client that was heard last; null where there was none yet. */
  readonly client: HostPort | null;
}

/** A network between real UDP programs. */
export interface Proxy extends AsyncDisposable {
  /** Where it listens, with the port that it got. */
  readonly address: HostPort;
  /** The settings in force. */
  readonly settings: { readonly up: NetworkSettings; readonly down: NetworkSettings };
  /**
   * Changes the settings that are named, for the datagrams from now on.
   * @throws {NetlabError} `bad-settings`, and then nothing has changed
   */
  set(change: ProxySettings): void;
  /** Drops everything that comes in the next `seconds` (0 ends a cut), both ways. */
  cut(seconds: number): void;
  /** A copy of the figures as they are now. */
  stats(): ProxyStats;
  /** Ends it; what is in flight is gone. Safe to call again. */
  close(): Promise<void>;
}

/**
 * Opens a proxy that passes UDP datagrams on between a client and `to` and does to them what the settings say. Whoever
 * sent the last datagram to `listen` is the client, so that one that restarts is followed. A datagram that nothing
 * delays leaves in the tick in which it came.
 * @throws {NetlabError} `bad-settings`, `unresolvable`, `address-in-use`, `address-unavailable`, `socket`
 */
export async function openProxy(options: ProxyOptions): Promise<Proxy> {
  const { spinUs = 0 } = options;
  if (!(spinUs >= 0 && spinUs <= 5000)) {
    throw new NetlabError('bad-settings', `spinUs must be from 0 to 5000 (µs), not ${spinUs}`, {
      field: 'spinUs',
    });
  }
  const paths = { up: new Path(options.seed), down: new Path(options.seed + 1) };
  setBoth(paths, options);
  const listen = await resolveAddress(options.listen, 'listen', 0);
  const to = await resolveAddress(options.to, 'to', 1);
  const near = await openSocket(listen);
  try {
    const far = await openSocket({ type: to.type, host: to.type === 'udp6' ? '::' : '0.0.0.0', port: 0 });
    return new LiveProxy(near, far, to, paths, options.nowUs ?? processNowUs, spinUs);
  } catch (error) {
    near.close();
    throw error;
  }
}

interface Paths {
  readonly up: Path;
  readonly down: Path;
}

class LiveProxy implements Proxy {
  readonly address: HostPort;
  readonly #near: Socket;
  readonly #far: Socket;
  // Never a connected socket: that one would drop a datagram for each that was refused while the peer was not there.
  readonly #to: ResolvedAddress;
  readonly #paths: Paths;
  readonly #nowUs: () => number;
  readonly #alarm: Alarm;
  readonly #goingUp: EventHeap<Buffer> = new EventHeap();
  readonly #goingDown: EventHeap<Buffer> = new EventHeap();
  #client: RemoteInfo | undefined;
  #stray = 0;
  #closing: Promise<void> | undefined;

  constructor(
    near: Socket,
    far: Socket,
    to: ResolvedAddress,
    paths: Paths,
    nowUs: () => number,
    spinUs: number,
  ) {
    this.#near = near;
    this.#far = far;
    this.#to = to;
    this.#paths = paths;
    this.#nowUs = nowUs;
    this.#alarm = new Alarm(nowUs, spinUs, this.#sendDue);
    this.address = Object.freeze({ host: near.address().address, port: near.address().port });
    near.on('message', this.#fromClient);
    far.on('message', this.#fromFar);
  }

  get settings(): { readonly up: NetworkSettings; readonly down: NetworkSettings } {
    return { up: this.#paths.up.settings, down: this.#paths.down.settings };
  }

  set(change: ProxySettings): void {
    setBoth(this.#paths, change);
  }

  cut(seconds: number): void {
    const untilUs = this.#nowUs() + seconds * 1e6;
    this.#paths.up.cutUntil(untilUs);
    this.#paths.down.cutUntil(untilUs);
  }

  stats(): ProxyStats {
    const client = this.#client;
    return {
      up: { ...this.#paths.up.stats },
      down: { ...this.#paths.down.stats },
      inFlight: this.#goingUp.size + this.#goingDown.size,
      stray: this.#stray,
      client: client === undefined ? null : { host: client.address, port: client.port },
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #fromClient = (datagram: Buffer, from: RemoteInfo): void => {
    const client = this.#client;
    if (client === undefined || client.port !== from.port || client.address !== from.address)
      this.#client = from;
    this.#pass(datagram, this.#paths.up, this.#goingUp);
  };

  readonly #fromFar = (datagram: Buffer, from: RemoteInfo): void => {
    if (this.#client === undefined || from.port !== this.#to.port || from.address !== this.#to.host)
      this.#stray++;
    else this.#pass(datagram, this.#paths.down, this.#goingDown);
  };

  #pass(datagram: Buffer, path: Path, going: EventHeap<Buffer>): void {
    const nowUs = this.#nowUs();
    const { outcome, arrivalUs, duplicateUs, corruptBit } = path.send(nowUs, datagram.length);
    if (outcome !== 'arrives') return;
    if (corruptBit >= 0) datagram[corruptBit >> 3]! ^= 1 << (corruptBit & 7);
    if (arrivalUs <= nowUs && going.size === 0) this.#send(datagram, going);
    else going.push(arrivalUs, datagram);
    if (duplicateUs !== Infinity) going.push(duplicateUs, datagram);
    if (going.size > 0) this.#sendDue();
  }

  readonly #sendDue = (): void => {
    const nowUs = this.#nowUs();
    this.#sendDueOf(this.#goingUp, nowUs);
    this.#sendDueOf(this.#goingDown, nowUs);
    this.#alarm.set(Math.min(this.#goingUp.nextUs, this.#goingDown.nextUs));
  };

  #sendDueOf(going: EventHeap<Buffer>, nowUs: number): void {
    while (going.nextUs <= nowUs) this.#send(going.pop()!, going);
  }

  #send(datagram: Buffer, going: EventHeap<Buffer>): void {
    if (going === this.#goingUp) this.#far.send(datagram, this.#to.port, this.#to.host);
    else this.#near.send(datagram, this.#client!.port, this.#client!.address);
  }

  async #end(): Promise<void> {
    this.#alarm.stop();
    this.#goingUp.clear();
    this.#goingDown.clear();
    await Promise.all([closed(this.#near), closed(this.#far)]);
  }
}

/** Sets both directions or, where one is wrong, neither. */
function setBoth(paths: Paths, change: ProxySettings): void {
  const before = paths.up.settings;
  if (change.up !== undefined) paths.up.set(change.up, 'up');
  try {
    if (change.down !== undefined) paths.down.set(change.down, 'down');
  } catch (error) {
    paths.up.set(before);
    throw error;
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => resolve());
  });
}

function processNowUs(): number {
  return performance.now() * 1000;
}
