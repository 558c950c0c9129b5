import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a service manager is told, as sd_notify(3) names it. */
export type ServiceState = 'READY=1' | 'STOPPING=1' | 'WATCHDOG=1' | `STATUS=${string}`;

/** What of the environment says how to tell it. */
type Environment = Readonly<Record<string, string | undefined>>;

const call = promisify(execFile);
/** It takes milliseconds; whoever waits longer waits for nothing. */
const patienceMs = 5000;

/**
 * Tells systemd, where it has started this, what is going on. Node.js has no datagram sockets for local addresses, so it is systemd's own
 * `systemd-notify` that does it, which is where systemd is. Nothing happens anywhere else.
 */
export class ServiceManager {
  /** How often it wants to hear that all is well, ms; undefined when it does not ask. Twice as often as it must be. */
  readonly watchdogEveryMs: number | undefined;
  readonly #isThere: boolean;
  readonly #onWarning: (message: string) => void;
  #warned = false;
  #last: Promise<void> = Promise.resolve();

  /** @param onWarning one line for people, once */
  constructor(environment: Environment, onWarning: (message: string) => void) {
    this.#isThere = (environment['NOTIFY_SOCKET'] ?? '') !== '';
    this.#onWarning = onWarning;
    const watchdogUs = Number(environment['WATCHDOG_USEC']);
    const isAsked = this.#isThere && Number.isFinite(watchdogUs) && watchdogUs > 0;
    this.watchdogEveryMs = isAsked ? watchdogUs / 2000 : undefined;
  }

  /** Says so, after everything that was said before. */
  tell(...states: ServiceState[]): Promise<void> {
    if (!this.#isThere) return this.#last;
    this.#last = this.#last.then(() => this.#say(states));
    return this.#last;
  }

  async #say(states: readonly ServiceState[]): Promise<void> {
    try {
      await call('systemd-notify', [`--pid=${process.pid}`, ...states], { timeout: patienceMs });
    } catch (error) {
      if (this.#warned) return;
      this.#warned = true;
      const { message } = error as Error;
      this.#onWarning(`systemd cannot be told how it goes: ${message.split('\n')[0]}`);
    }
  }
}
