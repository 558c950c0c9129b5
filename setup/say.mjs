// What set-up says, all of it on stderr: stdout belongs to the command that was asked for.

const tickMs = 200;
const reportEveryMs = 10_000;

/** @typedef {NodeJS.WritableStream & { isTTY?: boolean, columns?: number }} Out */

/**
 * Prints one line.
 * @param {string} line without its line end
 * @param {Out} [out]
 */
export function say(line, out = process.stderr) {
  out.write(`ajar: ${line}\n`);
}

/**
 * @typedef {object} Progress
 * @property {(detail: string) => void} update what is being done at the moment, a few words
 * @property {(outcome: string) => void} done ends it with one last line that also tells the time it took
 */

/**
 * Shows that something long is going on: what and why in a line of its own, then a line rewritten in place on a
 * terminal, elsewhere one every ten seconds, so that a log tells slow from stuck.
 * @param {string} what is being done
 * @param {string} why the rest of the first line
 * @param {Out} [out]
 * @param {() => number} [nowMs]
 * @returns {Progress}
 */
export function openProgress(what, why, out = process.stderr, nowMs = () => performance.now()) {
  const live = out.isTTY === true;
  const startedMs = nowMs();
  let detail = '';
  let reportedMs = startedMs;
  say(`${what}${why}`, out);

  const timer = setInterval(() => {
    const now = nowMs();
    if (!live && now - reportedMs < reportEveryMs) return;
    reportedMs = now;
    const line = `ajar: ${what}: ${seconds(now - startedMs)}${detail && `, ${detail}`}`;
    out.write(live ? `\r${line.slice(0, (out.columns ?? 80) - 1)}\u001b[K` : `${line}\n`);
  }, tickMs);

  return {
    update: (text) => {
      detail = text.trim() || detail;
    },
    done: (outcome) => {
      clearInterval(timer);
      out.write(`${live ? '\r\u001b[K' : ''}ajar: ${outcome} (${seconds(nowMs() - startedMs)})\n`);
    },
  };
}

/** @param {number} durationMs */
function seconds(durationMs) {
  return `${Math.round(durationMs / 1000)} s`;
}
