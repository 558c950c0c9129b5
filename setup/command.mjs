// Runs one command to its end, keeping what it prints for the one who has to explain a failure.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';

const tailLines = 400;
/** @type {NodeJS.Signals[]} */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @typedef {readonly [string, ...string[]]} Command a program and its arguments */

/**
 * @typedef {object} Outcome
 * @property {boolean} ok whether it ended by itself with status 0
 * @property {number} status its exit status; 127 when it could not be started, 128 + n when signal n ended it
 * @property {string[]} lines the last 400 lines of both its outputs, in the order in which they came
 */

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] gets every line as it comes
 */

/** @typedef {(command: Command, options?: CommandOptions) => Promise<Outcome>} Run */

/**
 * Runs a command without a terminal and without input. Never rejects for what the command does; a signal that asks
 * this process to end is passed on, and ends it once the command has ended.
 * @type {Run}
 */
export async function runCommand([program, ...args], { cwd, env, onLine } = {}) {
  // npm is a batch file on Windows, which only a shell starts.
  const shell = process.platform === 'win32' && !program.endsWith('.exe');
  const child = spawn(program, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > tailLines) lines.shift();
      onLine?.(line);
    });
  }
  /** @type {NodeJS.Signals | undefined} */
  let ending;
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    ending = signal;
    child.kill(signal);
  };
  for (const signal of endings) process.on(signal, passOn);
  const status = await new Promise((resolve) => {
    child.once('error', (error) => {
      lines.push(`${program}: ${error.message}`);
      resolve(127);
    });
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
  for (const signal of endings) process.off(signal, passOn);
  if (ending) process.kill(process.pid, ending);
  return { ok: status === 0, status, lines };
}
