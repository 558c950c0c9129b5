import type { Address, Connection, LinkEvent } from '@ajar/link';
import type { Side, VirtualEndpoint, VirtualNetwork } from '@ajar/netlab';

/** What Ethernet carries of UDP over IPv4 in one piece. Larger datagrams get lost, as those that must not be fragmented do. */
const pathBytes = 1472;
/** No driver looks at its clock more often than this, µs. */
const finestUs = 20;

/** A connection as one end of a virtual network. Its clock differs from the network's, as those of two machines do. */
export class LinkEnd implements VirtualEndpoint {
  readonly connection: Connection;
  readonly #side: Side;
  readonly #network: VirtualNetwork;
  readonly #clockUs: number;
  readonly #onEvent: (nowUs: number, event: LinkEvent) => void;
  readonly #onSend: (nowUs: number, bytes: number) => void;
  readonly #into: Buffer = Buffer.alloc(65_536);
  #dueUs = 0;
  #pumping = false;

  /**
   * @param clockUs what this end's clock shows more than the network's
   * @param onEvent hears of every event; may send
   * @param onSend hears of every datagram
   */
  constructor(
    connection: Connection,
    side: Side,
    network: VirtualNetwork,
    clockUs: number,
    onEvent: (nowUs: number, event: LinkEvent) => void,
    onSend: (nowUs: number, bytes: number) => void = () => undefined,
  ) {
    this.connection = connection;
    this.#side = side;
    this.#network = network;
    this.#clockUs = clockUs;
    this.#onEvent = onEvent;
    this.#onSend = onSend;
    network.attach(side, this);
  }

  receive(nowUs: number, datagram: Uint8Array, from: Address): void {
    this.connection.receive(nowUs + this.#clockUs, datagram, from);
    this.pump(nowUs);
  }

  timeout(): number {
    return this.#dueUs;
  }

  wake(nowUs: number): void {
    this.pump(nowUs);
  }

  /** Hands in a frame; −1 when it was refused. */
  sendFrame(nowUs: number, track: number, data: Uint8Array, keyframe: boolean, lifetimeUs: number): number {
    const localUs = nowUs + this.#clockUs;
    const info = { capturedUs: localUs, encodedUs: localUs, keyframe, deadlineUs: localUs + lifetimeUs };
    const number = this.connection.sendFrame(localUs, track, data, info);
    this.pump(nowUs);
    return number;
  }

  sendMessage(nowUs: number, data: Uint8Array): void {
    this.connection.sendMessage(data);
    this.pump(nowUs);
  }

  /** Sends everything that is due and tells what happened. */
  pump(nowUs: number): void {
    // A listener that sends something gets here again; the outer call takes care of it.
    if (this.#pumping) return;
    this.#pumping = true;
    do {
      this.#transmit(nowUs);
    } while (this.#tell(nowUs));
    this.#pumping = false;
    const dueUs = this.connection.timeout(nowUs + this.#clockUs) - this.#clockUs;
    this.#dueUs = Math.max(dueUs, nowUs + finestUs);
  }

  #transmit(nowUs: number): void {
    const { connection } = this;
    const localUs = nowUs + this.#clockUs;
    for (;;) {
      const bytes = connection.transmit(localUs, this.#into);
      if (bytes === 0) return;
      this.#onSend(nowUs, bytes);
      if (bytes > pathBytes) continue;
      this.#network.send(this.#side, this.#into.subarray(0, bytes), connection.destination);
    }
  }

  #tell(nowUs: number): boolean {
    let event = this.connection.poll();
    const any = event !== undefined;
    for (; event !== undefined; event = this.connection.poll()) this.#onEvent(nowUs, event);
    return any;
  }
}
