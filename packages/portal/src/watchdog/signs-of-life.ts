/** What a portal says to its watchdog. */
export type SignOfLife = 'alive' | 'ready';

/** Set in the environment of a portal that is watched. */
export const watchedVariable = 'AJAR_WATCHED';
const beatEveryMs = 500;

/**
 * Tells the watchdog that started this process, if one did, that its event loop turns, and ends this process in order when the watchdog is gone.
 * @returns to be called once the door can be opened
 */
export function giveSignsOfLife(): () => void {
  if (process.env[watchedVariable] === undefined || process.send === undefined) return () => {};
  say('alive');
  setInterval(() => say('alive'), beatEveryMs).unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The channel alone keeps nobody running.
  process.channel?.unref();
  return () => say('ready');
}

function say(sign: SignOfLife): void {
  if (process.connected) process.send!(sign, undefined, undefined, () => {});
}
