import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** An X server without a monitor, for tests. */
export interface XServer {
  /** Its name, such as `:3`. */
  readonly display: string;
  /** What its (first) screen shows now. */
  screenshot(): Screenshot;
  stop(): Promise<void>;
}

/** Pixels of a screen, 3 bytes each, row by row. */
export interface Screenshot {
  /** Red, green and blue of a pixel, 0…255. */
  at(x: number, y: number): readonly [number, number, number];
}

/** Why tests of windows cannot run here; undefined when they can. */
export function whyNoXServer(): string | undefined {
  for (const [program, option, debian] of [
    ['Xvfb', '-help', 'xvfb'],
    ['import', '-version', 'imagemagick'],
  ] as const) {
    if (spawnSync(program, [option], { stdio: 'ignore' }).error !== undefined) {
      return `${program} is not installed (Debian package ${debian})`;
    }
  }
  return undefined;
}

/**
 * Starts an X server of that size on a display that is free; it tells by itself which, when it is ready. `others` are the
 * sizes of further screens, such as `640x480`.
 */
export async function startXServer(
  width: number,
  height: number,
  others: readonly string[] = [],
): Promise<XServer> {
  const sizes = [`${width}x${height}`, ...others];
  const server = spawn(
    'Xvfb',
    [
      '-displayfd',
      '3',
      '-nolisten',
      'tcp',
      '-noreset',
      ...sizes.flatMap((size, screen) => ['-screen', `${screen}`, `${size}x24`]),
    ],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const [number] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer];
  const display = `:${number.toString().trim()}`;
  return {
    display,
    screenshot: () => takeScreenshot(display, width, height),
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGTERM');
      await once(server, 'exit');
    },
  };
}

function takeScreenshot(display: string, width: number, height: number): Screenshot {
  const options = ['-silent', '-display', display, '-window', 'root', '-depth', '8', 'rgb:-'];
  const pixels = execFileSync('import', options, { maxBuffer: width * height * 3 + 1 });
  return {
    at(x, y) {
      const first = (y * width + x) * 3;
      return [pixels[first]!, pixels[first + 1]!, pixels[first + 2]!];
    },
  };
}
