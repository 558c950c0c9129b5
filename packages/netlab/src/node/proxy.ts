import type { NetworkInput } from '../description/network.ts';
import type { NetworkSettings } from '../description/settings.ts';
import type { NetworkChange } from '../network.ts';
import type { PathStats } from '../path/path.ts';
import type { TcpStats } from '../tcp/tcp-flow.ts';
import type { HostPort } from './address.ts';

/** A network, in full or in part, and where it is: `up` is from the client to `to`, `down` back. */
export interface ProxyOptions extends NetworkInput {
  /** Where clients send to; port 0 takes a free one. */
  readonly listen: HostPort;
  /** Where their datagrams go. */
  readonly to: HostPort;
  /** Any integer; decides which datagrams are lost, in the order of their arrival. */
  readonly seed: number;
  /** A monotonic clock in µs; the process's own unless given. */
  readonly nowUs?: () => number;
  /**
   * How long before a datagram is due the event loop is kept turning, in µs, 0 to 5,000. At 0, the default, delayed
   * datagrams leave up to about 1 ms late; at 1,500 within 0.1 ms, for up to a whole core.
   */
  readonly spinUs?: number;
}

/** Totals since the proxy was opened. */
export interface ProxyStats {
  readonly up: PathStats;
  readonly down: PathStats;
  /** The TCP flows of the description, in that order. */
  readonly tcp: readonly TcpStats[];
  /** Datagrams that are delayed at this moment, both ways. */
  readonly inFlight: number;
  /** Datagrams dropped because they came from elsewhere than `to`, or back before any client was heard. */
  readonly stray: number;
  /** The client that was heard last; null where there was none yet. */
  readonly client: HostPort | null;
}

/** A network between real UDP programs. */
export interface Proxy extends AsyncDisposable {
  /** Where it listens, with the port that it got. */
  readonly address: HostPort;
  /** The settings in force. */
  readonly settings: { readonly up: NetworkSettings; readonly down: NetworkSettings };
  /**
   * Changes the settings that are named, from now on.
   * @throws {NetlabError} `bad-settings`, and then nothing has changed
   */
  set(change: NetworkChange): void;
  /** Drops everything that comes in the next `seconds` (0 ends a cut), both ways. */
  cut(seconds: number): void;
  /** Holds everything that comes in the next `seconds`, both ways, and sends it in a burst when they are over. */
  hold(seconds: number): void;
  /**
   * Sends from another port to `to` from then on, as a router does that has forgotten a client. What comes to the old port
   * is lost.
   * @throws {NetlabError} `socket`, and then nothing has changed
   */
  rebind(): Promise<void>;
  /** A copy of the figures as they are now. */
  stats(): ProxyStats;
  /** Ends it; what is in flight is gone. Safe to call again. */
  close(): Promise<void>;
}
