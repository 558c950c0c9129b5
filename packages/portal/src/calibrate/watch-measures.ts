import { statSync } from 'node:fs';
import type { RoomMeasures } from './measures.ts';
import { readMeasures } from './measures-file.ts';

const lookEveryMs = 1000;

/**
 * Tells a room's measures whenever the configuration file has changed, so that `ajar calibrate` shows on an open door. A file that
 * cannot be read, perhaps because somebody is writing it, changes nothing but is told in one line.
 *
 * @returns ends it
 */
export function watchMeasures(
  file: string,
  onRoom: (room: RoomMeasures) => void,
  onProblem: (message: string) => void,
): () => void {
  // By polling: the file is replaced rather than written, and may not be there yet.
  let seen = stateOf(file);
  const looking = setInterval(() => {
    const now = stateOf(file);
    if (now === seen) return;
    seen = now;
    try {
      onRoom(readMeasures(file));
    } catch (error) {
      onProblem((error as Error).message);
    }
  }, lookEveryMs);
  return () => clearInterval(looking);
}

/** Differs when another file is there, or the same one with other content. */
function stateOf(file: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return '';
  }
}
