import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '@ajar/actor';
import { openPortals } from '../../g2g/portals.ts';
import { processorTimeS } from '../../video-path/processor-time.ts';
import type { RoomSound } from './room-sound.ts';

/** Percent of a core that the processes of two portals use, one direction of sound each: half of what both need for both directions. */
export interface LiveCost {
  readonly sound: number;
  /** Sound only; a link that carries pictures as well wakes up for those anyway. */
  readonly link: number;
}

const settleS = 6;

/** Two real portals that send each other sound, and no pictures. null where the system does not tell what processes use. */
export async function liveCost(
  sound: RoomSound,
  seconds: number,
  flags: readonly string[],
): Promise<LiveCost | null> {
  const place = mkdtempSync(join(tmpdir(), 'ajar-bench-'));
  try {
    const path = join(place, 'room.wav');
    writeFileSync(path, wave(sound.recorded));
    const all = ['--audio-in', `file:${path}`, '--video-in', 'none:', '--video-out', 'none:', ...flags];
    await using portals = await openPortals(place, all, all);
    await sleep(settleS * 1000);
    const pids = portals.pids.flatMap(descendants);
    const before = pids.map(processorTimeS);
    const beganUs = nowUs();
    await sleep(seconds * 1000);
    const after = pids.map(processorTimeS);
    const ranS = (nowUs() - beganUs) / 1e6;
    const cost = { sound: 0, link: 0 };
    for (const [index, pid] of pids.entries()) {
      const role = /^ajar (sound|link) /.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
      const [from, to] = [before[index], after[index]];
      if (role === undefined || from === undefined || to === undefined) continue;
      cost[role as keyof LiveCost] += ((to - from) / ranS / 2) * 100;
    }
    return cost.sound === 0 ? null : cost;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Processes that a process has started, and those that they have. Linux only. */
function descendants(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const children = text === '' ? [] : text.split(' ').map(Number);
  return children.concat(children.flatMap(descendants));
}

/** RIFF with 32-bit floats, stereo, 48 kHz. */
function wave(blocks: readonly Float32Array[]): Buffer {
  const body = Buffer.concat(
    blocks.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + body.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(3, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(48_000, 24);
  head.writeUInt32LE(48_000 * 8, 28);
  head.writeUInt16LE(8, 32);
  head.writeUInt16LE(32, 34);
  head.write('data', 36);
  head.writeUInt32LE(body.length, 40);
  return Buffer.concat([head, body]);
}
