/** What both ends of a live turn are told. */
export interface LivePlan {
  readonly seed: number;
  readonly fps: number;
  readonly bitrateBps: number;
  /** Frames at the start that do not count: connections are made and windows open. */
  readonly warmUpFrames: number;
  readonly frames: number;
}

/** What is between them, each way. */
export interface LiveNetwork {
  readonly delayMs: number;
  readonly lossPct: number;
  readonly seed: number;
}

/** When each frame was handed in, by the system's monotonic clock, µs; NaN for those whose time had passed. */
export interface LiveSent {
  readonly inUs: Float64Array;
}

/** When each frame was whole; NaN for those that never were. */
export interface LiveReceived {
  readonly outUs: Float64Array;
  /** Frames that came and were not what had been sent. */
  readonly damaged: number;
}

export interface LiveTurn {
  readonly inUs: Float64Array;
  readonly outUs: Float64Array;
  readonly damaged: number;
  /** Bytes that the network carried from the sender to the receiver, and datagrams of them that it lost. */
  readonly wireBytes: number;
  readonly lostPct: number;
}

/** A time for each frame of a plan, none of them known yet. */
export function noFrames(plan: LivePlan): Float64Array {
  return new Float64Array(plan.warmUpFrames + plan.frames).fill(Number.NaN);
}

/** The largest datagram that Ethernet carries of UDP over IPv4, which loopback does not know. */
export const ethernetBytes = 1472;
