import { spawn } from 'node:child_process';
import { openLog } from '../log.ts';
import { ServiceManager } from '../watchdog/service-manager.ts';
import { type SignOfLife, watchedVariable } from '../watchdog/signs-of-life.ts';
import { type RunReports, Watchdog, type WatchedRun } from '../watchdog/watchdog.ts';

const flag = '--watchdog';
/** systemd hears of a portal that is alive; of one that has been silent for longer than this, it does not. */
const freshMs = 1500;

/** `ajar portal --watchdog`: runs the portal as a process of its own and starts it again whenever it dies or hangs. */
export async function watchedPortal(argv: readonly string[]): Promise<number> {
  const log = openLog();
  const manager = new ServiceManager(process.env, (message) => log.warn(message));
  const { promise, resolve } = Promise.withResolvers<number>();
  let heardMs = 0;
  const dog = new Watchdog({
    start: (_, reports) => startPortal(argv, reports),
    onBeat: () => {
      heardMs = performance.now();
    },
    onReady: () => {
      manager.tell('READY=1', 'STATUS=the portal is running').catch(() => {});
    },
    onWarning: (message) => {
      log.warn(message);
      manager.tell(`STATUS=${message}`).catch(() => {});
    },
    onEnd: resolve,
  });
  const telling =
    manager.watchdogEveryMs === undefined
      ? undefined
      : setInterval(() => {
          if (performance.now() - heardMs < freshMs) manager.tell('WATCHDOG=1').catch(() => {});
        }, manager.watchdogEveryMs);
  const onSignal = (signal: NodeJS.Signals): void => {
    manager.tell('STOPPING=1').catch(() => {});
    dog.stop(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  dog.start();
  const status = await promise;
  clearInterval(telling);
  for (const signal of signals) process.off(signal, onSignal);
  return status;
}

function startPortal(argv: readonly string[], reports: RunReports): WatchedRun {
  const [, script, ...rest] = argv as [string, string, ...string[]];
  const child = spawn(
    process.execPath,
    [...process.execArgv, script, ...rest.filter((each) => each !== flag)],
    {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, [watchedVariable]: '1', NOTIFY_SOCKET: undefined, WATCHDOG_USEC: undefined },
      // Ctrl-C is for this process, which passes it on once: to both of them it would look like two.
      detached: true,
    },
  );
  child.on('message', (sign: SignOfLife) => {
    reports.beat();
    if (sign === 'ready') reports.ready();
  });
  let over = false;
  const exited = (status: number | null, signal: NodeJS.Signals | null): void => {
    if (over) return;
    over = true;
    reports.exited(status, signal);
  };
  child.once('exit', exited);
  child.once('error', () => {
    if (child.pid === undefined) setImmediate(() => exited(1, null));
  });
  return { kill: (signal) => child.kill(signal) };
}
