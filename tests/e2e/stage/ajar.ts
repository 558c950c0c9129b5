import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stats } from '@ajar/portal';

const cli = fileURLToPath(new URL('../../../packages/portal/src/cli.ts', import.meta.url));

/** One run of the `ajar` command, as a person would start it. */
export class Ajar implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #changed = new Set<() => void>();
  stdout = '';
  stderr = '';
  /** Exit status; undefined while it runs; −1 when it was killed. */
  status: number | undefined;

  /** @param through program and arguments that start it, such as one that changes its clock */
  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}, through: readonly string[] = []) {
    const [program, ...rest] = [...through, process.execPath, cli, ...args] as [string, ...string[]];
    this.#child = spawn(program, rest, {
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout!.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
      this.#tell();
    });
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
      this.#tell();
    });
    this.#child.on('close', (status) => {
      this.status = status ?? -1;
      this.#tell();
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when its output matches, rejects with all of it when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(
      () => pattern.exec(this.stdout) ?? pattern.exec(this.stderr) ?? undefined,
      `print ${pattern}`,
    );
  }

  /** Resolves to the exit status when it has ended. */
  ended(): Promise<number> {
    return this.#until(() => this.status, 'end');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.status !== undefined) return;
    this.signal('SIGTERM');
    await this.ended();
  }

  #until<T>(look: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const found = look();
        if (found !== undefined) resolve(found);
        else if (this.status !== undefined)
          reject(
            new Error(`ajar ended with ${this.status} and did not ${what}\n${this.stdout}${this.stderr}`),
          );
        else return;
        this.#changed.delete(check);
      };
      this.#changed.add(check);
      check();
    });
  }

  #tell(): void {
    for (const check of this.#changed) check();
  }
}

/** Runs a command to its end. */
export async function ajar(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const run = new Ajar(args);
  const status = await run.ended();
  return { status, stdout: run.stdout, stderr: run.stderr };
}

/** A directory of its own for one test, removed at its end. */
export function scratch(): { path: (name: string) => string } & Disposable {
  const directory = mkdtempSync(join(tmpdir(), 'ajar-test-'));
  return {
    path: (name) => join(directory, name),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** What `--stats` wrote, one object a line. */
export function readStats(file: string): Stats[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Stats);
}

/** What was written so far; nothing when the file isn't there yet or its last line is half written. */
export function linesOf(file: string): Stats[] {
  try {
    return readStats(file);
  } catch {
    return [];
  }
}
