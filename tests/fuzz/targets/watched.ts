import assert from 'node:assert/strict';
import type { Address, Connection, LinkEvent } from '@ajar/link';
import { Digest } from '../engine/digest.ts';
import type { Feel } from '../engine/target.ts';

/** Far more than anything that one datagram, frame or message may bring about. */
const mostAtOnce = 20_000;
/** How often it may ask to be woken at once and then send nothing, because it only put something away. */
const mostIdle = 4;
/** Wakes in which nothing is sent: some, and one in so many µs. */
const idleWakesAtOnce = 300;
const leastIdleUs = 400;
/** Longer than any datagram that a link may send. */
const into = Buffer.alloc(65_536);

/** Drives a connection that is under attack, and watches what comes out of it. */
export class Watched {
  readonly connection: Connection;
  readonly digest = new Digest();
  nowUs: number;
  /** Sees every datagram that leaves, before anything else happens. */
  onSent: (datagram: Uint8Array, to: Address) => void = () => {};
  #received = 0;
  #receivedBytes = 0;
  #sent = 0;
  #frames = 0;
  #lost = 0;

  constructor(connection: Connection, nowUs: number) {
    this.connection = connection;
    this.nowUs = nowUs;
  }

  /** Hands a datagram over and lets the connection do all that it wants. */
  receive(datagram: Uint8Array, from: Address): void {
    this.#received++;
    this.#receivedBytes += datagram.length;
    this.connection.receive(this.nowUs, datagram, from);
    this.settle();
  }

  /** Counts a datagram that came and one that left while somebody else drove the connection. */
  count(received: Uint8Array, sent: Uint8Array): void {
    this.#received++;
    this.#receivedBytes += received.length;
    this.#sent++;
    this.digest.bytes(sent);
  }

  /** Sends and takes events until there is nothing more to do now, and it is content to wait. */
  settle(): void {
    this.#takeEvents();
    let idle = 0;
    for (let count = 0; ; count++) {
      assert.ok(count < mostAtOnce, 'it never comes to rest');
      if (this.#transmit()) idle = 0;
      else if (this.connection.timeout(this.nowUs) > this.nowUs) return;
      else assert.ok(++idle < mostIdle, 'it wants to be woken again and again, and does nothing then');
    }
  }

  /** Lets time pass, waking the connection whenever it asks for it, which it does not do often without sending something. */
  wait(us: number): void {
    const endUs = this.nowUs + us;
    const mostIdleWakes = idleWakesAtOnce + us / leastIdleUs;
    for (let idle = 0; this.nowUs < endUs; ) {
      this.nowUs = Math.min(endUs, Math.max(this.nowUs, this.connection.timeout(this.nowUs)));
      const before = this.#sent;
      this.settle();
      if (this.#sent === before) idle++;
      assert.ok(idle < mostIdleWakes, `it asks to be woken ${idle} times within ${us} µs, and sends nothing`);
    }
  }

  /** Checks that everything was counted, and tells the search what has been brought about. */
  finish(feel: Feel): number {
    const stats = this.connection.stats();
    assert.equal(stats.receivedDatagrams, this.#received);
    assert.equal(stats.receivedBytes, this.#receivedBytes);
    assert.equal(stats.sentDatagrams, this.#sent);
    assert.equal(stats.mediaBytes + stats.fecBytes + stats.repairBytes + stats.controlBytes, stats.sentBytes);
    assert.equal(stats.framesReceived, this.#frames);
    assert.ok(stats.framesLost >= this.#lost);
    assert.ok(stats.queuedBytes >= 0);
    let counter = 0;
    const tell = (values: object): void => {
      for (const value of Object.values(values)) {
        if (typeof value === 'number') feel(counter++, Math.max(0, value));
        else if (typeof value === 'object' && value !== null) tell(value);
        else counter++;
      }
    };
    tell({ ...stats, offsetMs: null });
    this.digest.text(JSON.stringify(stats));
    return this.digest.value;
  }

  #transmit(): boolean {
    const bytes = this.connection.transmit(this.nowUs, into);
    this.#takeEvents();
    if (bytes === 0) return false;
    const { destination } = this.connection;
    assert.ok(destination !== undefined && destination.port !== 0);
    this.#sent++;
    this.digest.bytes(into.subarray(0, bytes));
    this.digest.add(destination.port);
    this.onSent(into.subarray(0, bytes), destination);
    return true;
  }

  #takeEvents(): void {
    for (let event = this.connection.poll(); event !== undefined; event = this.connection.poll())
      this.#take(event);
  }

  #take(event: LinkEvent): void {
    this.digest.text(event.type);
    if (event.type === 'frame') {
      this.#frames++;
      this.digest.add(event.frame.track, event.frame.number);
      this.digest.bytes(event.frame.data);
    } else if (event.type === 'frame-lost') {
      assert.ok(event.count > 0);
      this.#lost += event.count;
      this.digest.add(event.track, event.number, event.count);
    } else if (event.type === 'message') {
      this.digest.bytes(event.data);
    }
  }
}
