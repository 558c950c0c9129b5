import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stats } from '@ajar/portal';

/** Two portals as people start them, the first with a camera, the second with a screen. */
export interface Portals extends AsyncDisposable {
  readonly pids: readonly number[];
  /** What the portals wrote with `--stats` so far. */
  stats(): { readonly first: Stats[]; readonly second: Stats[] };
}

const cli = fileURLToPath(new URL('../../packages/portal/src/cli.ts', import.meta.url));

/**
 * @param place a directory for their states
 * @param first flags, as @param second
 * @param through opens a network to the first one's port and resolves to the port that the second one has to call
 */
export async function openPortals(
  place: string,
  first: readonly string[],
  second: readonly string[],
  through: (port: number) => Promise<number> = async (port) => port,
): Promise<Portals> {
  const port = await freePort();
  const ends = [
    { name: 'Near', flags: ['--listen', `127.0.0.1:${port}`, ...first] },
    { name: 'Far', flags: ['--connect', `127.0.0.1:${await through(port)}`, ...second] },
  ].map(({ name, flags }) => {
    const state = join(place, name);
    mkdirSync(state);
    writeFileSync(join(state, 'ajar.toml'), configuration);
    const key = execFileSync(process.execPath, [cli, 'key', '--state', state], { encoding: 'utf8' }).trim();
    return { name, flags, state, key, file: join(place, `${name}.jsonl`) };
  });
  const children = ends.map(({ name, flags, state, file }, index) => {
    const peer = ends[1 - index]!.key;
    const all = ['portal', '--name', name, '--state', state, '--peer', peer, ...silent, ...flags];
    return spawn(process.execPath, [cli, ...all, '--stats', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  });
  const close = async (): Promise<void> => {
    await Promise.all(children.map(end));
  };
  try {
    await Promise.all(children.map(opened));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    pids: children.map(({ pid }) => pid!),
    stats: () => ({ first: readStats(ends[0]!.file), second: readStats(ends[1]!.file) }),
    [Symbol.asyncDispose]: close,
  };
}

/** The picture covers the far screen, pixel by pixel. */
const configuration = '[screen]\nfullscreen = true\n';
const silent: readonly string[] = ['--audio-in', 'none:', '--audio-out', 'none:', '--control', 'off'];

/** Resolves when the portal says that its door is open. */
async function opened(portal: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    portal.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('is open')) resolve();
    });
    portal.once('close', (status) => reject(new Error(`a portal ended with ${status}: ${said}`)));
  });
}

async function end(portal: ChildProcess): Promise<void> {
  if (portal.exitCode !== null || portal.signalCode !== null) return;
  portal.kill();
  await once(portal, 'close');
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

function readStats(file: string): Stats[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Stats);
}
