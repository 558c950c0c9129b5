import { type Address, formatAddress, sameAddress } from './address.ts';
import { Arrivals } from './clock/arrivals.ts';
import { LossMeter } from './clock/loss-meter.ts';
import { LinkError } from './error.ts';
import { EventQueue } from './event-queue.ts';
import type { LinkEvent, LinkState } from './events.ts';
import { Handshakes } from './handshake/handshakes.ts';
import { VersionGate } from './handshake/version-gate.ts';
import { checkFrame } from './media/check-frame.ts';
import type { FrameInfo } from './media/outgoing-frame.ts';
import { audioTrack } from './media/tracks.ts';
import { maxMessageBytes } from './message/limits.ts';
import { type ConnectionOptions, checkOptions } from './options.ts';
import { PacketReader } from './packet-reader.ts';
import { forgetPeer, makeTargets, type PacketTargets } from './packet-targets.ts';
import { PacketWriter } from './packet-writer.ts';
import { challengeDatagramBytes } from './path/paths.ts';
import { Route } from './path/route.ts';
import type { Session } from './session.ts';
import { countRepeated, countSent, type LinkStats, type Totals, zeroTotals } from './statistics.ts';
import { summary } from './summary.ts';
import { Warnings } from './warnings.ts';
import { chunksAt, datagramType, maxReceivedBytes, protocolVersion, tagBytes } from './wire/datagram.ts';
import { readU48 } from './wire/integers.ts';
import { instanceBytes } from './wire/introduction.ts';
import { Slab } from './wire/slab.ts';

/** A close may be lost, so it is said more than once. */
const closePackets = 3;

/**
 * One end of a link, without sockets, clock or randomness of its own.
 *
 * The driver hands in every datagram (`receive`), asks for those to be sent until there is none (`transmit`), again at
 * the time that `timeout` names, and takes events (`poll`) after each. All times are µs of one monotonic clock.
 */
export class Connection {
  /** Where the datagram of the last `transmit` goes. */
  destination: Address | undefined;
  readonly #totals: Totals = zeroTotals();
  readonly #events = new EventQueue();
  readonly #warnings = new Warnings(this.#events);
  readonly #gate = new VersionGate(this.#totals, this.#warnings);
  readonly #targets: PacketTargets;
  readonly #handshakes: Handshakes;
  readonly #route: Route;
  readonly #reader: PacketReader;
  readonly #writer: PacketWriter;
  readonly #incoming = new Slab(maxReceivedBytes);
  readonly #outgoing = new Slab(maxReceivedBytes);
  #state: LinkState = 'connecting';
  /** The peer's instance; empty before its first introduction. */
  #instance = '';
  /** Packets of this instance of the peer, whatever keys they came under; both directions are numbered anew with the next one. */
  #arrivals = new Arrivals();
  #loss = new LossMeter();
  #closesLeft = 0;

  /** Throws `LinkError` for options that cannot work. */
  constructor(options: ConnectionOptions) {
    checkOptions(options);
    const instance = Buffer.alloc(instanceBytes);
    options.random(instance);
    this.#targets = makeTargets(options, this.#events, this.#totals);
    const { mtu, congestion } = this.#targets;
    this.#route = new Route(options.random, this.#targets.clock, mtu, congestion, this.#totals);
    const identity = {
      own: options.staticKey,
      peerKey: options.peerKey,
      name: options.name ?? '',
      features: options.features ?? 0,
      instance: instance.toString('hex'),
      random: options.random,
      firstPacketNumber: options.firstPacketNumber ?? 0,
    };
    this.#handshakes = new Handshakes(identity, this.#totals, this.#warnings, options.rekeyPackets);
    this.#handshakes.callAddress = options.callAddress;
    this.#reader = new PacketReader(this.#targets);
    this.#writer = new PacketWriter(this.#targets, this.#reader);
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Where the peer was last seen, or is called. */
  get peerAddress(): Address | undefined {
    return this.#handshakes.current === undefined ? this.#handshakes.callAddress : this.#route.address;
  }

  /** Calls the peer at another address from now on. */
  callAt(address: Address): void {
    this.#handshakes.callAddress = address;
  }

  /** The largest datagram that the path in use is known to carry, in bytes. */
  get maxDatagramBytes(): number {
    return this.#targets.limits.datagramBytes;
  }

  /** Never sends a datagram of more than this from now on, 1200 … 9216 bytes: what the network interface carries in one piece. */
  set maxDatagramBytes(bytes: number) {
    this.#targets.mtu.maxBytes = Math.min(bytes, maxReceivedBytes);
  }

  /** The operating system refused a datagram of this many bytes as too long. */
  refused(nowUs: number, bytes: number): void {
    this.#targets.mtu.refuse(nowUs, bytes);
  }

  /**
   * Queues a frame and returns its number; −1 when it was dropped, because nobody is there or the queue is stuck. `data`
   * (1 byte … 16 MiB − 5) is copied. `track` is 1 … 255: 1 video, 2 audio. Throws `LinkError` `too-large` or `bad-option`.
   */
  sendFrame(nowUs: number, track: number, data: Uint8Array, info: FrameInfo): number {
    checkFrame(track, data);
    const worth = this.#targets.liveness.worthSending(nowUs, track === audioTrack);
    const reachable = this.#handshakes.current !== undefined && worth;
    if (this.#state === 'closed' || !reachable) {
      this.#totals.framesDropped++;
      return -1;
    }
    const number = this.#targets.mediaSender.push(nowUs, track, data, info);
    this.#writer.adapt(nowUs);
    return number;
  }

  /**
   * Queues a message of at most 1 MiB, which is copied. It arrives once and in order, after the link has opened if need be.
   * False when 4 MiB are waiting already. Throws `LinkError` `too-large`.
   */
  sendMessage(data: Uint8Array): boolean {
    if (data.length > maxMessageBytes) {
      throw new LinkError('too-large', `a message has at most ${maxMessageBytes} bytes, not ${data.length}`);
    }
    return this.#state !== 'closed' && this.#targets.messageSender.push(data);
  }

  /** Takes a datagram from the network. It is copied; nothing about it makes this throw. */
  receive(nowUs: number, datagram: Uint8Array, from: Address): void {
    this.#totals.receivedBytes += datagram.length;
    this.#totals.receivedDatagrams++;
    if (this.#state === 'closed') return;
    if (from.port === 0) {
      // Nobody can be answered there, and systems refuse to try.
      this.#totals.dropped.malformed++;
      return;
    }
    switch (datagram[0]) {
      case datagramType.sealed:
        this.#receiveSealed(nowUs, datagram, from);
        return;
      case datagramType.hello:
        if (this.#gate.admit(nowUs, datagram, from)) this.#handshakes.receiveHello(nowUs, datagram, from);
        return;
      case datagramType.welcome:
        if (this.#gate.admit(nowUs, datagram, from)) this.#receiveWelcome(nowUs, datagram, from);
        return;
      case datagramType.cookie:
        if (this.#gate.admit(nowUs, datagram, from)) this.#handshakes.receiveCookie(nowUs, datagram);
        return;
      case undefined:
      default:
        this.#totals.dropped.malformed++;
    }
  }

  /**
   * Writes the next datagram into `into` and returns its length; 0 when there is none now. `into` has room for at least 1200
   * bytes; one with less than `maxDatagramBytes` of the options limits what is sent for good.
   */
  transmit(nowUs: number, into: Uint8Array): number {
    if (into.length < this.#targets.mtu.maxBytes) this.#targets.mtu.maxBytes = into.length;
    if (this.#state === 'closed') return this.#transmitClose(nowUs, into);
    const second = this.#route.repeat();
    if (second > 0) return this.#transmitAgain(second, into);
    this.#tick(nowUs);
    const bytes = this.#handshakes.write(nowUs, into);
    if (bytes === 0) return this.#transmitSealed(nowUs, into);
    this.destination = this.#handshakes.destination;
    countSent(this.#totals, 'control', bytes);
    return bytes;
  }

  /** When to call `transmit` again even if nothing comes in, µs; in the past for at once, infinity for never. */
  timeout(nowUs: number): number {
    const { current } = this.#handshakes;
    const mute = current === undefined || current.sealer.spent;
    if (this.#state === 'closed') return this.#closesLeft > 0 && !mute ? nowUs : Number.POSITIVE_INFINITY;
    let dueUs = Math.min(
      this.#handshakes.timeoutUs(this.#targets.liveness.heardUs),
      this.#targets.mediaReceiver.checkUs(),
    );
    if (this.#state === 'open') dueUs = Math.min(dueUs, this.#targets.liveness.silentAtUs);
    if (mute) return dueUs;
    dueUs = Math.min(dueUs, this.#route.timeoutUs());
    return this.#route.open ? Math.min(dueUs, this.#writer.timeoutUs(nowUs)) : dueUs;
  }

  /** The next event. Take all of them after every `receive` and `transmit`. */
  poll(): LinkEvent | undefined {
    return this.#events.poll();
  }

  /** Ends the link for good. The peer is told by the next `transmit`s. */
  close(): void {
    if (this.#state === 'closed') return;
    if (this.#handshakes.current !== undefined) this.#closesLeft = closePackets;
    this.#setState('closed');
  }

  stats(): LinkStats {
    const { highest, accepted } = this.#arrivals;
    const joined = this.#handshakes.current !== undefined;
    return summary(this.#targets, this.#loss.lossPct(highest, accepted), joined);
  }

  #tick(nowUs: number): void {
    this.#targets.clock.tick(nowUs);
    const { current } = this.#handshakes;
    if (current !== undefined) current.address = this.#route.address!;
    this.#handshakes.tick(nowUs, this.#targets.liveness.heardUs);
    if (this.#targets.mediaReceiver.checkUs() <= nowUs) this.#targets.mediaReceiver.check(nowUs);
    if (this.#state === 'open' && this.#targets.liveness.silent(nowUs)) this.#setState('reconnecting');
  }

  #transmitSealed(nowUs: number, into: Uint8Array): number {
    const session = this.#handshakes.current;
    if (session === undefined || session.sealer.spent) return 0;
    const pathEnd = this.#route.write(nowUs, this.#outgoing);
    if (pathEnd > 0) return this.#transmitPath(nowUs, session, pathEnd, into);
    const end = this.#route.open ? this.#writer.write(nowUs, this.#outgoing) : 0;
    if (end === 0) return 0;
    const { purpose, paced } = this.#writer;
    const number = session.sealer.next;
    const bytes = this.#seal(session, end, into);
    this.#writer.sent(nowUs, bytes);
    countSent(this.#totals, purpose, bytes);
    countRepeated(this.#totals, this.#writer.repeatedBytes);
    this.#targets.congestion.sent(nowUs, this.#arrivals, number, bytes, purpose, paced);
    if (purpose === 'probe') return bytes;
    this.#route.sent(nowUs, bytes);
    return bytes;
  }

  /** A challenge of an address of the peer, or the response to one of this portal's. */
  #transmitPath(nowUs: number, session: Session, end: number, into: Uint8Array): number {
    this.#writer.stamp(nowUs, this.#outgoing);
    const bytes = this.#seal(session, end, into);
    this.destination = this.#route.destination;
    countSent(this.#totals, 'control', bytes);
    return bytes;
  }

  /** The datagram before once more, to where the peer has most likely moved. */
  #transmitAgain(bytes: number, into: Uint8Array): number {
    into.set(this.#outgoing.head(bytes));
    this.destination = this.#route.destination;
    countSent(this.#totals, 'control', bytes);
    return bytes;
  }

  #transmitClose(nowUs: number, into: Uint8Array): number {
    const session = this.#handshakes.current;
    if (session === undefined || session.sealer.spent || this.#closesLeft === 0) return 0;
    this.#closesLeft--;
    const bytes = this.#seal(session, this.#writer.writeClose(nowUs, this.#outgoing), into);
    countSent(this.#totals, 'control', bytes);
    return bytes;
  }

  /** Whoever gets a packet from a new address answers with a challenge, which must not be longer. */
  #seal(session: Session, end: number, into: Uint8Array): number {
    const paddedEnd = Math.max(end, challengeDatagramBytes - tagBytes);
    if (paddedEnd > end) this.#outgoing.bytes.fill(0, end, paddedEnd);
    const bytes = session.sealer.seal(this.#outgoing, paddedEnd);
    into.set(this.#outgoing.head(bytes));
    this.destination = this.#route.address;
    return bytes;
  }

  #receiveSealed(nowUs: number, datagram: Uint8Array, from: Address): void {
    const { dropped } = this.#totals;
    const { length } = datagram;
    if (length < chunksAt + tagBytes || length > maxReceivedBytes) {
      dropped.malformed++;
      return;
    }
    if (datagram[1] !== protocolVersion) {
      dropped.version++;
      return;
    }
    this.#incoming.bytes.set(datagram);
    const session = this.#handshakes.find(this.#incoming.view.getUint32(8));
    if (session === undefined) {
      dropped.unauthenticated++;
      return;
    }
    this.#targets.clock.tick(nowUs);
    const failure = session.opener.open(this.#incoming, length);
    if (failure !== undefined) {
      dropped[failure]++;
      if (failure === 'replay') this.#heardAgain(nowUs, session, length, from);
      return;
    }
    this.#heard(nowUs, session, length, from);
    this.#targets.congestion.arrivals.record(nowUs, this.#arrivals, session.opener.number);
    this.#reader.read(nowUs, this.#arrivals, this.#incoming, length - tagBytes);
    this.#route.read(nowUs, from, this.#reader, this.#incoming);
    if (this.#reader.closed) this.#peerClosed(session);
    if (this.#reader.broken) this.#warnBroken(nowUs, session);
  }

  #heard(nowUs: number, session: Session, bytes: number, from: Address): void {
    session.heardUs = nowUs;
    if (this.#handshakes.isPending(session)) this.#use(nowUs, session, from);
    const { number } = session.opener;
    this.#arrivals.begin(number);
    this.#loss.tick(nowUs, this.#arrivals.highest, this.#arrivals.accepted);
    this.#route.heard(nowUs, from, bytes, number, this.#arrivals.count(number));
    this.#targets.liveness.heardUs = nowUs;
    if (this.#handshakes.current !== undefined) this.#setState('open');
  }

  /** A duplicate is dropped, but where it came from may show that a new address only forwards what the peer sends from the old one. */
  #heardAgain(nowUs: number, session: Session, length: number, from: Address): void {
    const number = readU48(this.#incoming.view, 2);
    if (!this.#route.watches(from, number) || !session.opener.authentic(this.#incoming, length)) return;
    this.#route.heard(nowUs, from, length, number, false);
  }

  #receiveWelcome(nowUs: number, datagram: Uint8Array, from: Address): void {
    const session = this.#handshakes.receiveWelcome(nowUs, datagram, from);
    if (session === undefined) return;
    this.#use(nowUs, session, from);
    this.#targets.liveness.heardUs = nowUs;
    this.#setState('open');
  }

  /** `from` is where the welcome, or the first packet under the new keys, came from: the peer is there if the handshake was made with there. */
  #use(nowUs: number, session: Session, from: Address): void {
    const proven = sameAddress(session.address, from);
    this.#handshakes.use(session);
    // The first packet under the new keys is what proves them to the peer.
    this.#writer.pingDueUs = nowUs;
    const { instance, name, features } = session.peer;
    if (instance === this.#instance) {
      // New keys alone say nothing new about the path, as long as that works.
      if (proven && this.#targets.liveness.silent(nowUs))
        this.#route.handshook(nowUs, from, this.#arrivals.highest + 1);
      return;
    }
    this.#route.begin(nowUs, from, proven);
    const restarted = this.#instance !== '';
    this.#instance = instance;
    this.#arrivals = new Arrivals();
    this.#loss = new LossMeter();
    this.#reader.pingSentUs = Number.NaN;
    if (restarted) forgetPeer(this.#targets);
    this.#events.push({ type: 'peer', name, features, restarted });
  }

  #peerClosed(session: Session): void {
    this.#handshakes.drop(session);
    if (this.#handshakes.current === undefined) this.#setState('reconnecting');
  }

  #warnBroken(nowUs: number, session: Session): void {
    this.#totals.dropped.malformed++;
    const message = `${formatAddress(session.address)} broke the rules of the message channel: run the same release on both`;
    this.#warnings.warn(nowUs, 'protocol', message);
  }

  #setState(state: LinkState): void {
    if (this.#state === state) return;
    if (state === 'reconnecting') this.#targets.mtu.pause();
    if (state === 'open') this.#targets.mtu.doubt();
    this.#state = state;
    this.#events.push({ type: 'state', state });
  }
}
