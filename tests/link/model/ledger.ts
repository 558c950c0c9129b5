import assert from 'node:assert/strict';
import { audioTrack, type LinkEvent } from '@ajar/link';
import { checkContent } from './content.ts';

const two32 = 2 ** 32;

/** A frame or message that was handed to a sender. */
interface SentFrame {
  readonly deadlineUs: number;
  readonly disposable: boolean;
}

interface SentMessage {
  /** Instance of the receiver that the sender knew of when it took the message; 0 for none. */
  readonly receiver: number;
}

/** What a receiver's link has said about one sender's instance: from one `peer` event to the next. */
interface Epoch {
  readonly sender: number;
  readonly receiver: number;
  /** Numbers of frames that were delivered or reported lost, by track. */
  readonly settled: Map<number, Set<number>>;
  /** The highest that was delivered, by track. */
  readonly newest: Map<number, number>;
  lastMessage: number;
}

/** All that one portal sent to the other, in every instance, and all that was said about it at the other end. */
export class Ledger {
  readonly #frames = new Map<string, SentFrame>();
  /** The latest deadline of any frame so far, by track. */
  readonly #latestUs = new Map<number, number>();
  readonly #messages = new Map<number, SentMessage[]>();
  readonly #deliveredMessages = new Set<string>();
  readonly #epochs: Epoch[] = [];

  frameSent(sender: number, track: number, number: number, frame: SentFrame): void {
    this.#latestUs.set(track, Math.max(this.#latestUs.get(track) ?? 0, frame.deadlineUs));
    this.#frames.set(`${sender}/${track}/${number}`, frame);
  }

  /** How many messages an instance has sent. */
  messagesOf(sender: number): number {
    return this.#messages.get(sender)?.length ?? 0;
  }

  messageSent(sender: number, receiver: number): void {
    const sent = this.#messages.get(sender) ?? [];
    sent.push({ receiver });
    this.#messages.set(sender, sent);
  }

  /** Takes an event of the receiver's link. `slackUs` is what clocks and the way may be wrong by. */
  heard(nowUs: number, receiver: number, event: LinkEvent, slackUs: number): void {
    if (event.type === 'peer') this.#begin(event.features, receiver);
    else if (event.type === 'frame')
      this.#frame(nowUs, event.frame.track, event.frame.number, event.frame.data, slackUs);
    else if (event.type === 'frame-lost') this.#lost(event.track, event.number, event.count);
    else if (event.type === 'message') this.#message(event.data);
  }

  /** Whether this instance of the receiver has got all that it was promised by this instance of the sender. */
  hasAllMessages(sender: number, receiver: number): boolean {
    const sent = this.#messages.get(sender) ?? [];
    return sent.every((message, number) => {
      return message.receiver !== receiver || this.#deliveredMessages.has(`${sender}/${number}`);
    });
  }

  /** Whether this is the newest frame that was delivered to the receiver that is there now. */
  isNewest(track: number, number: number): boolean {
    const newest = this.#epochs.at(-1)?.newest.get(track);
    return newest === number || newest === number % two32;
  }

  /**
   * Checks that from the first frame of a track that was heard of, every one was delivered or reported lost. What was still on
   * its way from an instance that has gone is gone with it.
   */
  checkGaps(): void {
    for (const [track, numbers] of this.#epochs.at(-1)?.settled ?? []) {
      const all = [...numbers];
      const span = Math.max(...all) - Math.min(...all) + 1;
      assert.equal(numbers.size, span, `frames of track ${track} are neither delivered nor reported lost`);
    }
  }

  #begin(sender: number, receiver: number): void {
    const last = this.#epochs.at(-1);
    assert.ok(
      last?.receiver !== receiver || last.sender !== sender,
      'the same instance introduces itself once',
    );
    assert.ok(last === undefined || last.sender <= sender, 'an instance that has gone does not come back');
    this.#epochs.push({ sender, receiver, settled: new Map(), newest: new Map(), lastMessage: -1 });
  }

  #frame(nowUs: number, track: number, number: number, data: Uint8Array, slackUs: number): void {
    const epoch = this.#epoch();
    const label = checkContent(data);
    // A receiver that begins to listen behind the wrap cannot know of it.
    const wireLabel = { ...label, number: label.number % two32 };
    const said = { instance: epoch.sender, track, number: number % two32 };
    assert.deepEqual(wireLabel, said, 'a frame is what its link says it is');
    const sent = this.#frames.get(`${label.instance}/${track}/${label.number}`);
    assert.ok(sent, 'a frame was sent before it came');
    this.#settle(epoch, track, number);
    // A frame waits for those before it, for as long as they may be of use; of one that never came its like tell how long.
    const latestUs = track === audioTrack ? sent.deadlineUs : this.#latestUs.get(track)!;
    const lateUs = nowUs - latestUs - slackUs;
    assert.ok(
      lateUs <= 0,
      `frame ${number} of track ${track} comes ${lateUs} µs later than can be explained`,
    );
    const newest = epoch.newest.get(track) ?? -1;
    if (track !== audioTrack && !sent.disposable) assert.ok(number > newest, 'frames come in order');
    epoch.newest.set(track, Math.max(newest, number));
  }

  #lost(track: number, number: number, count: number): void {
    const epoch = this.#epoch();
    for (let lost = number; lost < number + count; lost++) this.#settle(epoch, track, lost);
  }

  #settle(epoch: Epoch, track: number, number: number): void {
    const numbers = epoch.settled.get(track) ?? new Set();
    assert.ok(!numbers.has(number), `frame ${number} of track ${track} is settled twice`);
    epoch.settled.set(track, numbers.add(number));
  }

  #message(data: Uint8Array): void {
    const epoch = this.#epoch();
    const { instance, track, number } = checkContent(data);
    assert.deepEqual([instance, track], [epoch.sender, 0]);
    assert.ok(number > epoch.lastMessage, 'messages come in order');
    epoch.lastMessage = number;
    const key = `${instance}/${number}`;
    assert.ok(!this.#deliveredMessages.has(key), 'a message comes once');
    this.#deliveredMessages.add(key);
  }

  #epoch(): Epoch {
    const epoch = this.#epochs.at(-1);
    assert.ok(epoch, 'the peer introduces itself before anything comes from it');
    return epoch;
  }
}
