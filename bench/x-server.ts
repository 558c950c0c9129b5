import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Size } from '@ajar/media';

/** An X server without a monitor, for what a bench shows and looks at. */
export interface Screen extends AsyncDisposable {
  /** Such as `:101`. */
  readonly display: string;
  readonly pid: number;
}

/**
 * Starts Xvfb on a display that is free.
 *
 * @throws Error that says so where Xvfb is not installed
 */
export async function openXvfb({ width, height }: Size): Promise<Screen> {
  const flags = ['-displayfd', '1', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset'];
  const server: ChildProcess = spawn('Xvfb', flags, { stdio: ['ignore', 'pipe', 'ignore'] });
  const failed = once(server, 'error').then(() => {
    throw new Error('Xvfb does not start: install it (Debian package xvfb)');
  });
  const [number] = (await Promise.race([once(server.stdout!, 'data'), failed])) as [Buffer];
  return {
    display: `:${number.toString().trim()}`,
    pid: server.pid!,
    [Symbol.asyncDispose]: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill();
      await once(server, 'exit');
    },
  };
}
