/** When pictures are due: at a fixed rate from the first one on, without drift, each at most once. */
export interface Pacer {
  /** Ticks that passed without being taken. */
  readonly skipped: number;
  /** Number of the tick that is waited for. */
  readonly next: number;
  /** µs from `nowUs` until the next tick may be taken; 0 or less when it is due. */
  untilDueUs(nowUs: number): number;
  /**
   * Takes the newest tick that is due and counts older ones as skipped.
   *
   * @returns the tick's number from 0; its scheduled time is start + number / fps
   */
  take(nowUs: number): number;
}

/** A pacer whose tick 0 is due at `startUs`. A tick may be taken `earlyUs` before its time: timers are no finer. */
export function createPacer(startUs: number, fps: number, earlyUs = 500): Pacer {
  const periodUs = 1e6 / fps;
  let next = 0;
  let skipped = 0;
  return {
    get skipped() {
      return skipped;
    },
    get next() {
      return next;
    },
    untilDueUs: (nowUs) => startUs + next * periodUs - earlyUs - nowUs,
    take: (nowUs) => {
      const newest = Math.max(next, Math.floor((nowUs + earlyUs - startUs) / periodUs));
      skipped += newest - next;
      next = newest + 1;
      return newest;
    },
  };
}

/** A wait that can be called off, one at a time; it keeps no process alive beyond {@link Sleeper.wake}. */
export interface Sleeper {
  /** Waits at least `us` µs, rounded up to the milliseconds of timers, or until woken. 0 gives other work a turn. */
  sleep(us: number): Promise<void>;
  /** Ends the wait now, and every later one at once. */
  wake(): void;
}

/** A sleeper on Node's timers. */
export function createSleeper(): Sleeper {
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let done: (() => void) | undefined;
  let awake = false;
  const finish = (): void => {
    clearTimeout(timer);
    clearImmediate(immediate);
    const resolve = done;
    done = undefined;
    resolve?.();
  };
  const arm = (us: number, resolve: () => void): void => {
    done = resolve;
    const ms = Math.ceil(us / 1000);
    if (awake) finish();
    else if (ms >= 1) timer = setTimeout(finish, ms);
    else immediate = setImmediate(finish);
  };
  return {
    sleep: (us) =>
      new Promise((resolve) => {
        arm(us, resolve);
      }),
    wake: () => {
      awake = true;
      finish();
    },
  };
}
