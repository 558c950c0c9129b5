/** Why datagrams were dropped. `late` and `duplicate` count shards that came after their frame was settled. */
export interface DroppedDatagrams {
  malformed: number;
  version: number;
  unauthenticated: number;
  replay: number;
  stranger: number;
  late: number;
  duplicate: number;
}

/** Totals since the link was made; bytes are those of whole UDP payloads. */
export interface Totals {
  sentBytes: number;
  receivedBytes: number;
  /** Sent, by purpose: media sent for the first time, parity, media sent again, everything else. */
  mediaBytes: number;
  fecBytes: number;
  repairBytes: number;
  controlBytes: number;
  sentDatagrams: number;
  receivedDatagrams: number;
  framesSent: number;
  /** Dropped whole at this sender, because they were stale, or nobody was there. */
  framesDropped: number;
  framesReceived: number;
  framesLost: number;
  /** Shards that this receiver asked for again, and that this sender sent again. */
  shardsAsked: number;
  shardsRepaired: number;
  /** How often the peer's address changed. */
  migrations: number;
  /** How many sessions were begun. */
  handshakes: number;
  readonly dropped: DroppedDatagrams;
}

/** All zero. */
export function zeroTotals(): Totals {
  return {
    sentBytes: 0,
    receivedBytes: 0,
    mediaBytes: 0,
    fecBytes: 0,
    repairBytes: 0,
    controlBytes: 0,
    sentDatagrams: 0,
    receivedDatagrams: 0,
    framesSent: 0,
    framesDropped: 0,
    framesReceived: 0,
    framesLost: 0,
    shardsAsked: 0,
    shardsRepaired: 0,
    migrations: 0,
    handshakes: 0,
    dropped: { malformed: 0, version: 0, unauthenticated: 0, replay: 0, stranger: 0, late: 0, duplicate: 0 },
  };
}

/** What a datagram is for, by which its bytes are counted. Probes of the path count as control; that one is lost says nothing of congestion. */
export type Purpose = 'media' | 'fec' | 'repair' | 'control' | 'probe';

/** Counts a datagram that was sent. */
export function countSent(totals: Totals, purpose: Purpose, bytes: number): void {
  totals.sentDatagrams++;
  totals.sentBytes += bytes;
  if (purpose === 'media') totals.mediaBytes += bytes;
  else if (purpose === 'fec') totals.fecBytes += bytes;
  else if (purpose === 'repair') totals.repairBytes += bytes;
  else totals.controlBytes += bytes;
}

/** Of a media datagram that was counted, `bytes` repeat what went before: they are redundancy. */
export function countRepeated(totals: Totals, bytes: number): void {
  totals.mediaBytes -= bytes;
  totals.fecBytes += bytes;
}

/** Counts a frame that was queued and then dropped. */
export function countDropped(totals: Totals): void {
  totals.framesDropped++;
  totals.framesSent--;
}

/** What a link knows about itself now. Null is unknown. */
export interface LinkStats extends Totals {
  readonly rttMs: number | null;
  /** Peer's clock minus own. */
  readonly offsetMs: number | null;
  /** By how much the peer's clock is faster than the own one, in parts per million; known after a minute or so. */
  readonly driftPpm: number | null;
  /** Of the datagrams that the peer sent in the last two seconds, how many did not come, in percent. */
  readonly lossPct: number | null;
  /** What an encoder of video may make, so that with all that comes on top the path carries it, bits per second. */
  readonly targetBps: number | null;
  /** What the path carries of everything that is sent, bits per second. */
  readonly pathBps: number | null;
  /** From handing in a picture to the last of its data leaving, over the last second, ms: what the pacer held back. */
  readonly pacerQueueMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** The largest datagram that the path is known to carry, in bytes. */
  readonly datagramBytes: number;
  /** Media that waits to be sent for the first time. */
  readonly queuedBytes: number;
  readonly path: 'direct' | 'relay' | null;
}
