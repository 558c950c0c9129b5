import assert from 'node:assert/strict';
import { type Address, audioTrack, Connection, type LinkEvent, videoTrack } from '@ajar/link';
import { fixedKeyPair, seeded, seededBytes } from '@ajar/link/testing';

const wayUs = 5000;
const idleSteps = 20;
/** Frames of a day that is quiet. */
const quiet = { videoUs: 1_000_000, soundUs: 1_000_000, videoBytes: 3000, soundBytes: 160 } as const;
/** Those of a person who walks by: 60 pictures a second, 10 Mbit/s, and all the sound. */
const lively = { videoUs: 16_667, soundUs: 5000, videoBytes: 20_000, soundBytes: 160 } as const;
const messageUs = 60_000_000;

export interface LongDoorOptions {
  readonly seed: number;
  /** What the clocks show in the beginning, µs. */
  readonly startUs: number;
  readonly firstFrameNumber: number;
  readonly firstPacketNumber: number;
  /** Of datagrams, 0 … 1. */
  readonly loss: number;
}

/** What has happened so far, both ways together. */
export interface LongDoorFigures {
  frames: number;
  lostFrames: number;
  messages: number;
  datagrams: number;
  sessions: number;
  /** The longest between two frames of a track beyond what it is between two at the sender, µs. */
  longestStallUs: number;
}

/** Two portals that are left alone for a very long time. Time is virtual; only what is due is executed. */
export class LongDoor {
  nowUs: number;
  readonly figures: LongDoorFigures = {
    frames: 0,
    lostFrames: 0,
    messages: 0,
    datagrams: 0,
    sessions: 0,
    longestStallUs: 0,
  };
  readonly #ends: readonly [LongEnd, LongEnd];
  readonly #draw: () => number;
  readonly #loss: number;
  #idle = 0;

  constructor(options: LongDoorOptions) {
    const { seed, startUs, firstFrameNumber, firstPacketNumber, loss } = options;
    this.nowUs = startUs;
    this.#draw = seeded(seed);
    this.#loss = loss;
    const [keyA, keyB] = [fixedKeyPair(seed), fixedKeyPair(seed + 1)];
    const [addressA, addressB] = [
      { host: '192.0.2.1', port: 7000 },
      { host: '192.0.2.2', port: 7001 },
    ];
    const common = { firstFrameNumber, firstPacketNumber };
    const a = { ...common, staticKey: keyA, peerKey: keyB.publicKey, random: seededBytes(seed) };
    const b = { ...common, staticKey: keyB, peerKey: keyA.publicKey, random: seededBytes(seed + 1) };
    this.#ends = [
      new LongEnd(new Connection(a), addressA, firstFrameNumber, this.figures),
      new LongEnd(new Connection({ ...b, callAddress: addressA }), addressB, firstFrameNumber, this.figures),
    ];
    this.#live(2_000_000, quiet);
  }

  /** Time passes in which hardly anything moves. */
  rest(us: number): void {
    this.#live(us, quiet);
  }

  /** Time passes in which people are there. */
  stream(us: number): void {
    this.#live(us, lively);
  }

  /** Checks that all that was sent has come, or is known to be lost. */
  check(): void {
    this.#run(this.nowUs + 1_000_000);
    const [a, b] = this.#ends;
    for (const [from, to] of [[a, b] as const, [b, a] as const]) {
      assert.equal(from.connection.state, 'open');
      assert.equal(to.messages, from.messagesSent, 'every message has come');
      for (const track of [videoTrack, audioTrack]) {
        assert.equal(
          to.settled(track),
          from.sentFrames(track),
          `frames of track ${track} that have come or are lost`,
        );
      }
    }
    this.figures.sessions = a.connection.stats().handshakes;
  }

  #live(us: number, pace: typeof quiet | typeof lively): void {
    const endUs = this.nowUs + us;
    let videoUs = this.nowUs;
    let soundUs = this.nowUs;
    for (const end of this.#ends) end.pauses();
    while (this.nowUs < endUs) {
      if (videoUs <= this.nowUs) {
        for (const end of this.#ends) end.send(this.nowUs, videoTrack, pace.videoBytes);
        videoUs += pace.videoUs;
      }
      if (soundUs <= this.nowUs) {
        for (const end of this.#ends) end.send(this.nowUs, audioTrack, pace.soundBytes);
        soundUs += pace.soundUs;
      }
      for (const end of this.#ends) end.sendMessage(this.nowUs);
      this.#run(Math.min(endUs, videoUs, soundUs));
    }
  }

  #run(endUs: number): void {
    const [a, b] = this.#ends;
    while (this.nowUs < endUs) {
      const sent = this.#pump(a, b) + this.#pump(b, a);
      const dueUs = Math.min(a.dueUs(this.nowUs), b.dueUs(this.nowUs), endUs);
      this.#idle = sent > 0 || dueUs > this.nowUs ? 0 : this.#idle + 1;
      assert.ok(this.#idle < idleSteps, 'a portal wants to be woken again and again, and does nothing');
      this.nowUs = Math.max(this.nowUs, dueUs);
      a.receive(this.nowUs, b.address);
      b.receive(this.nowUs, a.address);
    }
  }

  #pump(from: LongEnd, to: LongEnd): number {
    let sent = 0;
    for (
      let datagram = from.transmit(this.nowUs);
      datagram !== undefined;
      datagram = from.transmit(this.nowUs)
    ) {
      sent++;
      this.figures.datagrams++;
      if (this.#draw() >= this.#loss)
        to.arrivals.push({ atUs: this.nowUs + wayUs, datagram: Uint8Array.from(datagram) });
    }
    return sent;
  }
}

/** One of the two, with what is on its way to it. */
class LongEnd {
  readonly connection: Connection;
  readonly address: Address;
  readonly arrivals: { readonly atUs: number; readonly datagram: Uint8Array }[] = [];
  messages = 0;
  messagesSent = 0;
  readonly #figures: LongDoorFigures;
  readonly #firstNumber: number;
  readonly #into = Buffer.alloc(16_384);
  readonly #sent = new Map<number, number>();
  readonly #settled = new Map<number, number>();
  readonly #lastUs = new Map<number, number>();
  #nowUs = 0;
  #messageDueUs = 0;

  constructor(connection: Connection, address: Address, firstNumber: number, figures: LongDoorFigures) {
    this.connection = connection;
    this.address = address;
    this.#firstNumber = firstNumber;
    this.#figures = figures;
  }

  send(nowUs: number, track: number, bytes: number): void {
    const number = this.#firstNumber + this.sentFrames(track);
    const data = Buffer.alloc(bytes, number % 251);
    data.writeUIntBE(number, 0, 6);
    const info = { capturedUs: nowUs, encodedUs: nowUs, keyframe: true, deadlineUs: nowUs + 250_000 };
    const given = this.connection.sendFrame(nowUs, track, data, info);
    if (given < 0) return;
    assert.equal(given, number);
    this.#sent.set(track, this.sentFrames(track) + 1);
  }

  sendMessage(nowUs: number): void {
    if (nowUs < this.#messageDueUs || !this.connection.sendMessage(Buffer.from(String(this.messagesSent))))
      return;
    this.#messageDueUs = nowUs + messageUs;
    this.messagesSent++;
  }

  /** The pace changes: what lies between the frames now is no stall. */
  pauses(): void {
    this.#lastUs.clear();
  }

  transmit(nowUs: number): Uint8Array | undefined {
    this.#poll(nowUs);
    const bytes = this.connection.transmit(nowUs, this.#into);
    this.#poll(nowUs);
    return bytes === 0 ? undefined : this.#into.subarray(0, bytes);
  }

  dueUs(nowUs: number): number {
    return Math.min(
      this.arrivals[0]?.atUs ?? Number.POSITIVE_INFINITY,
      Math.max(nowUs, this.connection.timeout(nowUs)),
    );
  }

  receive(nowUs: number, from: Address): void {
    while (this.arrivals.length > 0 && this.arrivals[0]!.atUs <= nowUs) {
      this.connection.receive(nowUs, this.arrivals.shift()!.datagram, from);
      this.#poll(nowUs);
    }
  }

  sentFrames(track: number): number {
    return this.#sent.get(track) ?? 0;
  }

  /** How many frames have come, or are known to be lost. */
  settled(track: number): number {
    return this.#settled.get(track) ?? 0;
  }

  #poll(nowUs: number): void {
    this.#nowUs = nowUs;
    for (let event = this.connection.poll(); event !== undefined; event = this.connection.poll())
      this.#take(event);
  }

  #take(event: LinkEvent): void {
    if (event.type === 'message') {
      assert.equal(Buffer.from(event.data).toString(), String(this.messages++), 'messages come in order');
      this.#figures.messages++;
    } else if (event.type === 'frame-lost') {
      this.#figures.lostFrames += event.count;
      this.#settled.set(event.track, this.settled(event.track) + event.count);
    } else if (event.type === 'frame') {
      this.#takeFrame(
        event.frame.track,
        event.frame.number,
        Buffer.from(event.frame.data),
        event.frame.capturedUs,
      );
    } else if (event.type === 'state') {
      assert.notEqual(event.state, 'reconnecting', `the link is gone at ${this.#nowUs} µs`);
    }
  }

  #takeFrame(track: number, number: number, data: Buffer, capturedUs: number): void {
    this.#figures.frames++;
    this.#settled.set(track, this.settled(track) + 1);
    assert.equal(data.readUIntBE(0, 6), number, 'the receiver counts as the sender does');
    assert.equal(data.at(-1), number % 251);
    const ageUs = this.#nowUs - capturedUs;
    assert.ok(ageUs >= wayUs && ageUs < 250_000, `a frame was captured ${ageUs} µs ago`);
    const lastUs = this.#lastUs.get(track);
    // Both are of one pace, so that what is more than that is what the receiver had to wait.
    if (lastUs !== undefined)
      this.#figures.longestStallUs = Math.max(this.#figures.longestStallUs, this.#nowUs - lastUs);
    this.#lastUs.set(track, this.#nowUs);
  }
}
