import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Remembers outside of this process which hardware encoder it is using: a driver that crashes takes the process with it, and the next one must not run into the
 * same. The file lives as long as its portal.
 */
export class EncoderMarker {
  /** Encoders that took a process with them. */
  readonly crashed: readonly string[];
  readonly #path: string;

  /** @param path of the file; it need not be there */
  constructor(path: string) {
    this.#path = path;
    const lines = readLines(path);
    const inUse = lines.find((line) => line.startsWith('+'))?.slice(1);
    const before = lines.filter((line) => !line.startsWith('+'));
    this.crashed = inUse === undefined || before.includes(inUse) ? before : [...before, inUse];
    this.#write(undefined);
  }

  /** An encoder is about to be tried; undefined when none is any more. */
  tries(name: string | undefined): void {
    // Software is not tried at the risk of the process: without it there is nothing left.
    this.#write(name !== undefined && !name.startsWith('lib') ? name : undefined);
  }

  /** A hardware encoder is in use from now on; undefined when none is. */
  uses(name: string | undefined): void {
    this.#write(name);
  }

  #write(inUse: string | undefined): void {
    const lines = inUse === undefined ? this.crashed : [...this.crashed, `+${inUse}`];
    try {
      if (lines.length === 0) rmSync(this.#path, { force: true });
      else writeFileSync(this.#path, `${lines.join('\n')}\n`, { mode: 0o600 });
    } catch {
      // Without it a crash is repeated until the supervisor gives up, which is no worse than having no marker.
    }
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => /^\+?[a-z0-9_]{1,32}$/.test(line));
  } catch {
    return [];
  }
}
