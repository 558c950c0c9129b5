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
 * Shows that something long is going on: one line rewritten in place on a terminal, elsewhere a line at the start
 * and one every ten seconds, so that a log tells apart slow and stuck.
 * @param {string} title what is being done and why
 * @param {Out} [out]
 * @param {() => number} [nowMs]
 * @returns {Progress}
 */
export function openProgress(title, out = process.stderr, nowMs = () => performance.now()) {
  const live = out.isTTY === true;
  const startedMs = nowMs();
  let detail = '';
  let reportedMs = startedMs;
  if (!live) out.write(`ajar: ${title}\n`);

  const show = () => {
    const now = nowMs();
    if (!live && now - reportedMs < reportEveryMs) return;
    reportedMs = now;
    const line = `ajar: ${title}: ${seconds(now - startedMs)}${detail && `, ${detail}`}`;
    out.write(live ? `\r${line.slice(0, (out.columns ?? 80) - 1)}\u001b[K` : `${line}\n`);
  };
  const timer = setInterval(show, tickMs);
  if (live) show();

  return {
    update: (text) => {
      detail = text;
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
