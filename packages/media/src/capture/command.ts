import { type ChildProcess, spawn } from 'node:child_process';

/** How a run of a command ended. `exitCode` is null where it was stopped. */
type CommandOutcome =
  | { readonly ok: true; readonly output: Buffer }
  | { readonly ok: false; readonly exitCode: number | null; readonly message: string };

/** A command that is running. */
export interface CommandRun {
  /** Never rejects. */
  readonly outcome: Promise<CommandOutcome>;
  /** Ends it and all that it started; the outcome follows. */
  kill(): void;
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const MAX_COMPLAINT_BYTES = 4096;

/**
 * Runs a shell command and collects what it writes to its standard output, at most 64 MiB.
 *
 * @param timeoutMs it is killed after so long
 */
export function startCommand(command: string, timeoutMs: number): CommandRun {
  const child = spawn(command, {
    shell: true,
    // A process group of its own, so that the shell's children go with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let reason: string | undefined;
  const stop = (why: string): void => {
    reason ??= why;
    killGroup(child);
  };
  const outcome = new Promise<CommandOutcome>((resolve) => {
    const timer = setTimeout(() => stop(`took longer than ${timeoutMs / 1000} s`), timeoutMs);
    const chunks: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_OUTPUT_BYTES) chunks.push(chunk);
      else stop('wrote more than 64 MiB');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-MAX_COMPLAINT_BYTES);
    });
    child.on('error', (error) => {
      reason ??= error.message;
    });
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      if (exitCode === 0 && reason === undefined) {
        resolve({ ok: true, output: Buffer.concat(chunks) });
        return;
      }
      const why = reason ?? (exitCode === null ? 'was killed' : `ended with status ${exitCode}`);
      const said = lastLine(complaint);
      resolve({ ok: false, exitCode, message: `"${command}" ${why}${said && `: ${said}`}` });
    });
  });
  return { outcome, kill: () => stop('was stopped') };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
