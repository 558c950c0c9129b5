import { type Address, audioTrack, Connection, generateKeyPair } from '@ajar/link';
import { Random } from '@ajar/netlab';

/** A packet of sound, on the clock of the bench. */
export interface Packet {
  readonly data: Uint8Array;
  readonly capturedUs: number;
  /** When it was ready to be sent, or was there. */
  readonly atUs: number;
}

const stepUs = 1000;
const lifetimeUs = 150_000;
const addresses: readonly [Address, Address] = [
  { host: '10.0.0.1', port: 1 },
  { host: '10.0.0.2', port: 2 },
];

/** Two ends of a link with nothing in between: what is sent is there. Everything but sockets: frames, repeats, sealing, opening, receipts. */
export class LinkWire {
  readonly #ends: readonly [Connection, Connection];
  readonly #into: Buffer = Buffer.alloc(65_536);

  constructor() {
    const [near, far] = [generateKeyPair(), generateKeyPair()];
    this.#ends = [
      new Connection({
        staticKey: near,
        peerKey: far.publicKey,
        random: randomBytes(1),
        callAddress: addresses[1],
      }),
      new Connection({ staticKey: far, peerKey: near.publicKey, random: randomBytes(2) }),
    ];
  }

  /** Carries packets of a stretch of time, each sent when it was ready; gives them as they came. */
  carry(packets: readonly Packet[], fromUs: number, untilUs: number): Packet[] {
    const [near] = this.#ends;
    const arrived: Packet[] = [];
    let next = 0;
    for (let nowUs = startUs + fromUs; nowUs < startUs + untilUs; nowUs += stepUs) {
      for (; next < packets.length && startUs + packets[next]!.atUs <= nowUs + stepUs; next++) {
        const { data, capturedUs } = packets[next]!;
        const info = { capturedUs: startUs + capturedUs, encodedUs: nowUs, keyframe: false };
        near.sendFrame(nowUs, audioTrack, data, { ...info, deadlineUs: nowUs + lifetimeUs, priority: 4 });
      }
      this.#exchange(nowUs, arrived);
    }
    return arrived;
  }

  #exchange(nowUs: number, arrived: Packet[]): void {
    for (let isBusy = true; isBusy; ) {
      isBusy = false;
      for (const [index, from] of this.#ends.entries()) {
        if (from.timeout(nowUs) > nowUs) continue;
        for (let bytes = 1; bytes > 0; ) {
          bytes = from.transmit(nowUs, this.#into);
          // The other end may keep parts of it.
          if (bytes > 0)
            this.#ends[1 - index]!.receive(nowUs, this.#into.subarray(0, bytes), addresses[index]!);
          isBusy ||= bytes > 0;
        }
      }
      this.#ends[0].poll();
      for (let event = this.#ends[1].poll(); event !== undefined; event = this.#ends[1].poll()) {
        if (event.type !== 'frame') continue;
        const { data, capturedUs } = event.frame;
        arrived.push({ data: data.slice(), capturedUs: capturedUs - startUs, atUs: nowUs - startUs });
      }
    }
  }
}

/** Clocks of machines do not begin at zero. */
const startUs = 1e9;

function randomBytes(seed: number): (into: Uint8Array) => void {
  const numbers = new Random(seed);
  return (into) => {
    for (let i = 0; i < into.length; i++) into[i] = Math.floor(numbers.next() * 256);
  };
}
