import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './process/is-alive.ts';

const prefix = 'ajar-';

/**
 * A private directory (mode 0700) for the sockets between a system's processes. Removed on `close()`; what a killed
 * system left behind is removed by the next one to start.
 */
export class RuntimeDirectory {
  readonly path: string;

  constructor(base: string = process.env['XDG_RUNTIME_DIR'] ?? tmpdir()) {
    removeOrphans(base);
    this.path = mkdtempSync(join(base, `${prefix}${process.pid}-`));
  }

  /** Where a socket of this name listens: a path here, a named pipe on Windows. */
  socket(name: string): string {
    if (process.platform === 'win32') return `\\\\.\\pipe\\${this.path.replaceAll(/[\\/:]/g, '-')}-${name}`;
    return join(this.path, `${name}.sock`);
  }

  close(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function removeOrphans(base: string): void {
  let names: string[];
  try {
    names = readdirSync(base);
  } catch {
    return;
  }
  for (const name of names) {
    const pid = Number(/^ajar-(\d+)-/.exec(name)?.[1]);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    try {
      rmSync(join(base, name), { recursive: true, force: true });
    } catch {
      // Another user's. It is theirs to remove.
    }
  }
}
