/** An orderly stop takes about half a second; what takes longer than this is ended as it stands. */
const deadlineMs = 900;

/**
 * Runs until something calls `end` or a signal asks for it, then stops everything and sets the exit status.
 * A second signal ends at once.
 *
 * @param run starts; what it returns is called once, to stop
 * @returns the exit status
 */
export async function runUntilStopped(
  run: (end: (status?: number) => void) => Promise<() => Promise<void>>,
): Promise<number> {
  const { promise: ended, resolve: end } = Promise.withResolvers<number>();
  let asked = false;
  const onSignal = (): void => {
    if (asked) process.exit(130);
    asked = true;
    end(0);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const stop = await Promise.race([run((status = 0) => end(status)), ended.then(() => undefined)]);
    const status = await ended;
    const late = setTimeout(() => process.exit(status), deadlineMs);
    await stop?.();
    clearTimeout(late);
    return status;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
