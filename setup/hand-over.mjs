// Gives the terminal to the program that was asked for, and ends as it ended.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {{ status: number, signal: undefined } | { status: undefined, signal: NodeJS.Signals }} Ending */

/** @type {NodeJS.Signals[]} */
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];
const leash = new URL('leash.mjs', import.meta.url).href;
const sameMs = 400;

/**
 * Runs a program on a Node of our choice with our standard streams until it ends.
 *
 * It gets a session of its own. A Ctrl-C reaches this process from the terminal and once more from npm, which passes
 * signals on; in its own session the program is told by us alone, and once. A second Ctrl-C that a person means is told
 * again. If this process is killed outright, the leash tells the program to end.
 * @param {string} node
 * @param {readonly string[]} args the program and its arguments, as Node takes them
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<Ending>}
 */
export async function handOver(node, args, { cwd, env }) {
  const child = spawn(node, ['--import', leash, ...args], {
    cwd,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const fresh = freshSignals(() => performance.now());
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    if (fresh(signal)) child.kill(signal);
  };
  for (const signal of passedOn) process.on(signal, passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', (error) =>
        reject(new Error(`${node} does not start: ${error.message}`, { cause: error })),
      );
      child.once('exit', (code, signal) => resolve(asEnding(code, signal)));
    });
  } finally {
    for (const signal of passedOn) process.off(signal, passOn);
  }
}

/**
 * Ends this process as the program ended: by the same signal, which npm then takes without a word, or with the same
 * status.
 * @param {Ending} ending
 */
export function endLike({ status, signal }) {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = status;
}

/**
 * A test for signals that are news: the same one again within 0.4 s is the other copy of one Ctrl-C.
 * @param {() => number} nowMs
 * @returns {(signal: NodeJS.Signals) => boolean}
 */
export function freshSignals(nowMs) {
  /** @type {Map<NodeJS.Signals, number>} */
  const seenMs = new Map();
  return (signal) => {
    const now = nowMs();
    const fresh = now - (seenMs.get(signal) ?? -Infinity) > sameMs;
    if (fresh) seenMs.set(signal, now);
    return fresh;
  };
}

/**
 * A status of 128 + n is how programs say that signal n ended them; it is told on as that signal.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {Ending}
 */
export function asEnding(code, signal) {
  const named = passedOn.find((name) => code === 128 + constants.signals[name]);
  const by = signal ?? named;
  return by ? { status: undefined, signal: by } : { status: code ?? 1, signal: undefined };
}
