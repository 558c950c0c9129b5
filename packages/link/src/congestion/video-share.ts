const spanUs = 250_000;
const weight = 0.3;
/** Payload's share of a video packet. */
const payloadShare = 0.95;
/** At least this much of the target is for video, whatever else is sent. */
const leastShare = 0.4;

/** What part of all that is sent is video for the first time: what the encoder may have of a target. */
export class VideoShare {
  #beganUs = Number.NaN;
  #videoBytes = 0;
  #repeatedBytes = 0;
  #otherBytes = 0;
  /** Repairs and parity per byte of video; and the rate of everything that video does not bring with it, bits per second. */
  #repeated = 0;
  #otherBps = 0;

  /** Counts a packet. `paced` is video and what it brings with it, `first` what was not sent before in any form. */
  sent(nowUs: number, bytes: number, paced: boolean, first: boolean): void {
    if (Number.isNaN(this.#beganUs)) this.#beganUs = nowUs;
    if (nowUs - this.#beganUs >= spanUs) this.#turn(nowUs);
    if (!paced) this.#otherBytes += bytes;
    else if (first) this.#videoBytes += bytes;
    else this.#repeatedBytes += bytes;
  }

  /** The payload of video that makes `targetBps` of everything. */
  of(targetBps: number): number {
    const videoBps = (targetBps - this.#otherBps) / (1 + this.#repeated);
    return Math.max(videoBps, targetBps * leastShare) * payloadShare;
  }

  #turn(nowUs: number): void {
    const otherBps = (this.#otherBytes * 8e6) / (nowUs - this.#beganUs);
    this.#otherBps += (otherBps - this.#otherBps) * weight;
    if (this.#videoBytes > 0) {
      this.#repeated += (this.#repeatedBytes / this.#videoBytes - this.#repeated) * weight;
    }
    this.#beganUs = nowUs;
    this.#videoBytes = 0;
    this.#repeatedBytes = 0;
    this.#otherBytes = 0;
  }
}
