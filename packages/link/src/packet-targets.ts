import { OffsetFilter } from './clock/offset-filter.ts';
import { Congestion } from './congestion/congestion.ts';
import type { EventQueue } from './event-queue.ts';
import { MediaReceiver } from './media/media-receiver.ts';
import { MediaSender } from './media/media-sender.ts';
import { MessageReceiver } from './message/message-receiver.ts';
import { MessageSender } from './message/message-sender.ts';
import { type ConnectionOptions, defaultMaxDatagramBytes } from './options.ts';
import { Liveness } from './path/liveness.ts';
import { MtuSearch } from './path/mtu-search.ts';
import { PathLimits } from './path/path-limits.ts';
import type { Totals } from './statistics.ts';

/** Everything that an authentic packet may reach. */
export interface PacketTargets {
  readonly totals: Totals;
  /** How much a datagram of media may carry. */
  readonly limits: PathLimits;
  readonly mtu: MtuSearch;
  readonly liveness: Liveness;
  readonly clock: OffsetFilter;
  readonly mediaSender: MediaSender;
  readonly mediaReceiver: MediaReceiver;
  readonly messageSender: MessageSender;
  readonly messageReceiver: MessageReceiver;
  readonly congestion: Congestion;
}

/** All parts of a connection that packets are made by and read for. */
export function makeTargets(options: ConnectionOptions, events: EventQueue, totals: Totals): PacketTargets {
  const limits = new PathLimits();
  const clock = new OffsetFilter();
  const congestion = new Congestion(events, options);
  const { firstFrameNumber = 0, redundancy, maxDatagramBytes = defaultMaxDatagramBytes } = options;
  return {
    totals,
    limits,
    liveness: new Liveness(),
    mtu: new MtuSearch(limits, maxDatagramBytes),
    clock,
    mediaSender: new MediaSender(events, totals, firstFrameNumber, congestion.absence, limits, redundancy),
    mediaReceiver: new MediaReceiver(clock, events, totals),
    messageSender: new MessageSender(),
    messageReceiver: new MessageReceiver(events),
    congestion,
  };
}

/** The peer is another instance now: what was known of the one before does not hold. */
export function forgetPeer(targets: PacketTargets): void {
  targets.clock.reset();
  targets.congestion.reset();
  targets.mediaSender.forgetRequests();
  targets.mediaReceiver.reset();
  targets.messageSender.restart();
  targets.messageReceiver.restart();
}
