import { maxDatagramBytes } from '../wire/datagram.ts';
import type { PathLimits } from './path-limits.ts';

/**
 * Sizes that are tried, in bytes of UDP payload: IPv6 over links of 1280, 1400 (tunnels), 1420 (WireGuard), 1450 (VXLAN), 1480,
 * 1492 (PPPoE) and 1500 bytes, IPv4 over 1500, then FDDI and jumbo frames.
 */
const rungs = [1232, 1352, 1372, 1402, 1432, 1444, 1452, 1472, 4304, 8952];
/**
 * Copies of a probe that asks for more. They leave at once: an operating system that learns from the first one's failure how little the
 * path carries would send a later one in fragments, and it would seem to fit.
 */
const raiseCopies = 3;
/** For the same reason nothing larger is tried again before systems forget what they learned, which takes Linux 600 s. */
const raiseUs = 660_000_000;
/** While large datagrams are sent, so often it is checked that they still pass, and so often without an answer before they do not, µs. */
const confirmUs = 500_000;
const confirmCopies = 6;
const confirmSpacingUs = 25_000;
/** After a fall, the first new search; twice as long after each further one, µs. */
const fallWaitUs = 1_000_000;
/**
 * Small packets that have to come back in the same time before the silence of a probe means anything, and that time at the least, µs: else
 * the path may be down, not narrow.
 */
const neededPongs = 2;
const silenceUs = 150_000;
const slackUs = 20_000;
/** Large datagrams in a row of which none arrives before that is looked into. */
const suspiciousLosses = 8;

type Aim = 'raise' | 'resume' | 'confirm';

/**
 * Finds how large a datagram the path carries (DPLPMTUD, RFC 8899): probes climb from 1200 until one stays unanswered; the size in
 * use is confirmed while it is used, and given up for 1200 when nothing of it passes any more.
 */
export class MtuSearch {
  /** When `due` has something to do, µs, once there has been a pong. A field, because it is read for every packet. */
  dueUs: number = Number.NEGATIVE_INFINITY;
  readonly #limits: PathLimits;
  #maxBytes: number;
  /** The size on trial, 0 for none. */
  #bytes = 0;
  #aim: Aim = 'raise';
  #copies = 0;
  #copyDueUs = 0;
  #giveUpUs = 0;
  /** When the first copy left, and how many round trips had been measured by then. */
  #beganUs = 0;
  #pongs = 0;
  #answerUs = slackUs;
  #largestProbed = 0;
  #searchDueUs = Number.NEGATIVE_INFINITY;
  #confirmDueUs = Number.NEGATIVE_INFINITY;
  #used = false;
  #paused = false;
  #lossesInARow = 0;
  #waitUs = fallWaitUs;

  /** `maxBytes` is the largest datagram that may be sent at all. */
  constructor(limits: PathLimits, maxBytes: number) {
    this.#limits = limits;
    this.#maxBytes = Math.max(maxBytes, maxDatagramBytes);
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  /** The largest datagram that may be sent at all; what is in use follows at once when it is less. */
  set maxBytes(bytes: number) {
    const grown = bytes > this.#maxBytes;
    this.#maxBytes = Math.max(bytes, maxDatagramBytes);
    this.#limits.datagramBytes = Math.min(this.#limits.datagramBytes, this.#maxBytes);
    if (this.#bytes > this.#maxBytes) this.#bytes = 0;
    if (grown) this.#searchDueUs = Number.NEGATIVE_INFINITY;
    this.#schedule();
  }

  /** The size of the probe to be sent now, 0 for none. `pongs` counts the round trips measured so far; RTT and deviation in µs. */
  due(nowUs: number, pongs: number, rttUs: number, deviationUs: number): number {
    if (pongs === 0 || this.#paused) return 0;
    if (this.#bytes > 0 && this.#copies === 0 && nowUs >= this.#giveUpUs) this.#unanswered(nowUs, pongs);
    if (this.#bytes === 0) this.#begin(nowUs, rttUs * 1.25 + 4 * deviationUs + slackUs);
    this.#schedule();
    return this.#bytes > 0 && this.#copies > 0 && this.#copyDueUs <= nowUs ? this.#bytes : 0;
  }

  /** The probe that was due has been written. */
  probed(nowUs: number, pongs: number): void {
    const first = this.#copies === copiesFor(this.#aim);
    if (first) {
      this.#pongs = pongs;
      this.#beganUs = nowUs;
    }
    this.#copies--;
    this.#largestProbed = Math.max(this.#largestProbed, this.#bytes);
    this.#copyDueUs = this.#aim === 'confirm' ? nowUs + (first ? this.#answerUs : confirmSpacingUs) : nowUs;
    this.#giveUpUs = Math.max(nowUs + this.#answerUs, this.#beganUs + silenceUs);
    this.#schedule();
  }

  /** A datagram of media or messages was sent. */
  sent(bytes: number): void {
    if (bytes <= maxDatagramBytes || this.#used) return;
    this.#used = true;
    this.#schedule();
  }

  /** What became of a datagram that was sent, where somebody knows: makes a path that swallows large ones known sooner. */
  outcome(nowUs: number, bytes: number, lost: boolean): void {
    if (bytes <= maxDatagramBytes) return;
    this.#lossesInARow = lost ? this.#lossesInARow + 1 : 0;
    if (this.#lossesInARow !== suspiciousLosses) return;
    this.#confirmDueUs = Math.min(this.#confirmDueUs, nowUs);
    this.#schedule();
  }

  /** The peer has received a probe of `bytes`. */
  acknowledge(nowUs: number, bytes: number): void {
    if (bytes > this.#largestProbed || bytes > this.#maxBytes) return;
    this.#limits.datagramBytes = Math.max(this.#limits.datagramBytes, bytes);
    if (this.#bytes === 0 || bytes < this.#bytes) return;
    this.#bytes = 0;
    this.#confirmDueUs = nowUs + confirmUs;
    this.#used = false;
    this.#lossesInARow = 0;
    if (this.#aim !== 'confirm') this.#searchDueUs = nowUs;
    this.#schedule();
  }

  /** The operating system refused to send a datagram of `bytes`. */
  refuse(nowUs: number, bytes: number): void {
    if (bytes <= maxDatagramBytes) return;
    if (bytes <= this.#limits.datagramBytes) this.#fall(nowUs);
    else if (bytes === this.#bytes) this.#fail(nowUs);
    this.#schedule();
  }

  /** The path is silent: nothing is sent before `doubt`. */
  pause(): void {
    this.#paused = true;
    this.#schedule();
  }

  /** The path was silent and may be another one now: what it carried is tried first, and not used before. */
  doubt(): void {
    const { datagramBytes } = this.#limits;
    this.#paused = false;
    this.#bytes = 0;
    this.#searchDueUs = Number.NEGATIVE_INFINITY;
    if (datagramBytes > maxDatagramBytes) {
      this.#limits.datagramBytes = maxDatagramBytes;
      this.#try(Number.NEGATIVE_INFINITY, datagramBytes, 'resume');
    }
    this.#schedule();
  }

  /** Another path: nothing is known. */
  reset(): void {
    this.#limits.datagramBytes = maxDatagramBytes;
    this.#bytes = 0;
    this.#largestProbed = 0;
    this.#searchDueUs = Number.NEGATIVE_INFINITY;
    this.#confirmDueUs = Number.NEGATIVE_INFINITY;
    this.#used = false;
    this.#lossesInARow = 0;
    this.#waitUs = fallWaitUs;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#paused) this.dueUs = Number.POSITIVE_INFINITY;
    else if (this.#bytes > 0) this.dueUs = this.#copies > 0 ? this.#copyDueUs : this.#giveUpUs;
    else this.dueUs = this.#used ? Math.min(this.#searchDueUs, this.#confirmDueUs) : this.#searchDueUs;
  }

  #begin(nowUs: number, answerUs: number): void {
    this.#answerUs = answerUs;
    if (this.#searchDueUs <= nowUs) {
      const bytes = this.#nextRung();
      if (bytes > 0) this.#try(nowUs, bytes, 'raise');
      else this.#searchDueUs = Number.POSITIVE_INFINITY;
    } else if (this.#used && this.#confirmDueUs <= nowUs) {
      this.#try(nowUs, this.#limits.datagramBytes, 'confirm');
    }
  }

  #try(nowUs: number, bytes: number, aim: Aim): void {
    this.#bytes = bytes;
    this.#aim = aim;
    this.#copies = copiesFor(aim);
    this.#copyDueUs = nowUs;
  }

  /** The next size above the one in use, 0 for none. */
  #nextRung(): number {
    const above = this.#limits.datagramBytes;
    if (above >= this.#maxBytes) return 0;
    for (const rung of rungs) if (rung > above) return Math.min(rung, this.#maxBytes);
    return this.#maxBytes;
  }

  #unanswered(nowUs: number, pongs: number): void {
    if (pongs - this.#pongs < neededPongs) this.#try(nowUs, this.#bytes, this.#aim);
    else this.#fail(nowUs);
  }

  #fail(nowUs: number): void {
    this.#bytes = 0;
    if (this.#aim === 'confirm') this.#fall(nowUs);
    else this.#searchDueUs = nowUs + (this.#aim === 'raise' ? raiseUs : 0);
  }

  #fall(nowUs: number): void {
    this.#limits.datagramBytes = maxDatagramBytes;
    this.#bytes = 0;
    this.#used = false;
    this.#lossesInARow = 0;
    this.#searchDueUs = nowUs + this.#waitUs;
    this.#waitUs = Math.min(this.#waitUs * 2, raiseUs);
  }
}

function copiesFor(aim: Aim): number {
  return aim === 'confirm' ? confirmCopies : raiseCopies;
}
