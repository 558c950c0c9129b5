import type { RemoteInfo, Socket } from 'node:dgram';
import { parseNetwork } from '../description/network.ts';
import type { NetworkSettings } from '../description/settings.ts';
import { NetlabError } from '../error.ts';
import { Network, type NetworkChange, type NetworkEvents } from '../network.ts';
import type { Path, PathEvents } from '../path/path.ts';
import { type HostPort, type ResolvedAddress, resolveAddress } from './address.ts';
import { Alarm } from './alarm.ts';
import type { Proxy, ProxyOptions, ProxyStats } from './proxy.ts';
import { openSocket } from './socket.ts';

/**
 * Opens a proxy that passes UDP datagrams on between a client and `to` and does to them what the network does. Whoever
 * sent the last datagram to `listen` is the client, so that one that restarts is followed. A datagram that nothing
 * delays leaves in the tick in which it came. What the description says happens so long after the proxy was opened.
 * @throws {NetlabError} `bad-settings`, `unresolvable`, `address-in-use`, `address-unavailable`, `socket`
 */
export async function openProxy(options: ProxyOptions): Promise<Proxy> {
  const { listen, to, seed, nowUs = processNowUs, spinUs = 0, ...description } = options;
  if (!(spinUs >= 0 && spinUs <= 5000)) {
    throw new NetlabError('bad-settings', `spinUs must be from 0 to 5000 (µs), not ${spinUs}`, {
      field: 'spinUs',
    });
  }
  const network = parseNetwork(description);
  const near = await resolveAddress(listen, 'listen', 0);
  const far = await resolveAddress(to, 'to', 1);
  const nearSocket = await openSocket(near);
  try {
    const farSocket = await openFarSocket(far);
    return new LiveProxy(
      nearSocket,
      farSocket,
      far,
      (events) => new Network(seed, nowUs(), network, events),
      {
        nowUs,
        spinUs,
      },
    );
  } catch (error) {
    nearSocket.close();
    throw error;
  }
}

class LiveProxy implements Proxy {
  readonly address: HostPort;
  readonly #near: Socket;
  #far: Socket;
  // Never a connected socket: that one would drop a datagram for each that was refused while the peer was not there.
  readonly #to: ResolvedAddress;
  readonly #network: Network<Buffer>;
  readonly #nowUs: () => number;
  readonly #alarm: Alarm;
  #client: RemoteInfo | undefined;
  #inFlight = 0;
  #stray = 0;
  #closing: Promise<void> | undefined;

  constructor(
    near: Socket,
    far: Socket,
    to: ResolvedAddress,
    begin: (events: NetworkEvents<Buffer>) => Network<Buffer>,
    { nowUs, spinUs }: { nowUs: () => number; spinUs: number },
  ) {
    this.#near = near;
    this.#far = far;
    this.#to = to;
    this.#nowUs = nowUs;
    this.#alarm = new Alarm(nowUs, spinUs, this.#work);
    this.#network = begin({
      up: this.#eventsOf((datagram) => this.#far.send(datagram, to.port, to.host)),
      down: this.#eventsOf((datagram) =>
        this.#near.send(datagram, this.#client!.port, this.#client!.address),
      ),
      rebind: () => void this.rebind().catch(ignore),
    });
    this.address = Object.freeze({ host: near.address().address, port: near.address().port });
    near.on('message', this.#fromClient);
    far.on('message', this.#fromFar);
    this.#work();
  }

  get settings(): { readonly up: NetworkSettings; readonly down: NetworkSettings } {
    return { up: this.#network.up.settings, down: this.#network.down.settings };
  }

  set(change: NetworkChange): void {
    this.#at((nowUs) => this.#network.set(nowUs, change));
  }

  cut(seconds: number): void {
    this.#at((nowUs) => this.#network.cut(nowUs, seconds));
  }

  hold(seconds: number): void {
    this.#at((nowUs) => this.#network.hold(nowUs, seconds));
  }

  async rebind(): Promise<void> {
    const fresh = await openFarSocket(this.#to);
    if (this.#closing !== undefined) {
      fresh.close();
      return;
    }
    this.#far.close();
    this.#far = fresh;
    fresh.on('message', this.#fromFar);
  }

  stats(): ProxyStats {
    const client = this.#client;
    const { up, down } = this.#network.stats;
    return {
      up: { ...up },
      down: { ...down },
      tcp: this.#network.flows.map((flow) => flow.stats),
      inFlight: this.#inFlight,
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
    this.#pass(this.#network.up, datagram);
  };

  readonly #fromFar = (datagram: Buffer, from: RemoteInfo): void => {
    if (this.#client === undefined || from.port !== this.#to.port || from.address !== this.#to.host)
      this.#stray++;
    else this.#pass(this.#network.down, datagram);
  };

  #pass(path: Path<Buffer>, datagram: Buffer): void {
    const nowUs = this.#nowUs();
    this.#network.advance(nowUs);
    this.#inFlight++;
    path.send(nowUs, datagram, datagram.length);
    this.#advance(nowUs);
  }

  #at(act: (nowUs: number) => void): void {
    const nowUs = this.#nowUs();
    this.#network.advance(nowUs);
    act(nowUs);
    this.#advance(nowUs);
  }

  readonly #work = (): void => this.#advance(this.#nowUs());

  #advance(nowUs: number): void {
    if (this.#closing !== undefined) return;
    this.#network.advance(nowUs);
    this.#alarm.set(this.#network.nextUs);
  }

  #eventsOf(send: (datagram: Buffer) => void): PathEvents<Buffer> {
    return {
      arrive: (_nowUs, datagram) => {
        this.#inFlight--;
        send(datagram);
      },
      drop: () => {
        this.#inFlight--;
      },
      copy: (datagram) => {
        this.#inFlight++;
        return datagram;
      },
      corrupt: (datagram, bit) => {
        datagram[bit >> 3]! ^= 1 << (bit & 7);
      },
    };
  }

  async #end(): Promise<void> {
    this.#alarm.stop();
    this.#inFlight = 0;
    await Promise.all([closed(this.#near), closed(this.#far)]);
  }
}

function openFarSocket(to: ResolvedAddress): Promise<Socket> {
  return openSocket({ type: to.type, host: to.type === 'udp6' ? '::' : '0.0.0.0', port: 0 });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => resolve());
  });
}

function processNowUs(): number {
  return performance.now() * 1000;
}

function ignore(): void {
  // A system without a port to spare: the old one stays, as it would on a router.
}
