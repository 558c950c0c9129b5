import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** Why an X server can't be started here; undefined when it can. */
export function whyNoX(): string | undefined {
  return spawnSync('Xvfb', ['-help'], { stdio: 'ignore' }).error === undefined
    ? undefined
    : 'Xvfb is not installed (Debian package xvfb)';
}

/** An X server without a monitor, on a display that was free. */
export class XServer implements AsyncDisposable {
  readonly display: string;
  readonly #server: ChildProcess;

  private constructor(server: ChildProcess, display: string) {
    this.#server = server;
    this.display = display;
  }

  /** @param display which one, such as one whose server has ended; default: any that is free */
  static async start(width: number, height: number, display?: string): Promise<XServer> {
    const screen = `${width}x${height}x24`;
    const server = spawn(
      'Xvfb',
      [
        ...(display === undefined ? [] : [display]),
        '-displayfd',
        '3',
        '-screen',
        '0',
        screen,
        '-nolisten',
        'tcp',
        '-noreset',
      ],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      },
    );
    const [number] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer];
    return new XServer(server, `:${number.toString().trim()}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.kill('SIGTERM');
    if (this.#server.exitCode === null) await once(this.#server, 'exit');
  }
}
