import { closeSync, openSync, write } from 'node:fs';
import { ConfigError } from '../config/error.ts';

/** Appends stats to a file, one JSON object a line. A disk that is slow or full costs lines, never the door. */
export class StatsWriter {
  readonly #descriptor: number;
  readonly #isStdout: boolean;
  #writing = false;
  /** Lines that were not written. */
  skipped = 0;

  /** @param path file to append to, made where it isn't there; `-` is standard output. Throws ConfigError. */
  constructor(path: string) {
    this.#isStdout = path === '-';
    try {
      this.#descriptor = this.#isStdout ? 1 : openSync(path, 'a');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new ConfigError(
        `--stats: ${path} cannot be written (${code}); give a file in a directory that exists`,
        {
          cause: error,
        },
      );
    }
  }

  write(lines: readonly object[]): void {
    if (this.#writing) {
      this.skipped += lines.length;
      return;
    }
    this.#writing = true;
    const text = lines.map((line) => `${JSON.stringify(line, rounded)}\n`).join('');
    write(this.#descriptor, text, (error) => {
      this.#writing = false;
      if (error !== null) this.skipped += lines.length;
    });
  }

  close(): void {
    if (!this.#isStdout) closeSync(this.#descriptor);
  }
}

/** Thousandths are finer than anything that is measured here. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}
