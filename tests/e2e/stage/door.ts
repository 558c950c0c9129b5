import { createSocket } from 'node:dgram';
import { Ajar, ajar } from './ajar.ts';

/** Two portals with keys of their own, joined over loopback. */
export interface Door extends AsyncDisposable {
  readonly first: Ajar;
  readonly second: Ajar;
}

/** Flags of a portal that leave everything out but the link. */
export const quiet: readonly string[] = [
  '--video-in',
  'none:',
  '--video-out',
  'none:',
  '--audio-in',
  'none:',
  '--audio-out',
  'none:',
];

/** A UDP port of the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** The public key of the portal whose state is in `directory`. */
export async function keyOf(directory: string): Promise<string> {
  const { stdout } = await ajar('key', '--state', directory);
  return stdout.trim();
}

/**
 * Opens a door between two portals whose states are in `scratch`. What `first` and `second` say comes after flags
 * that leave everything out, and so replaces them.
 */
export async function openDoor(
  scratch: { path: (name: string) => string },
  first: readonly string[],
  second: readonly string[],
  env: { first?: NodeJS.ProcessEnv; second?: NodeJS.ProcessEnv } = {},
  secondThrough: readonly string[] = [],
): Promise<Door> {
  const states = [scratch.path('first-state'), scratch.path('second-state')] as const;
  const [firstKey, secondKey] = await Promise.all([keyOf(states[0]), keyOf(states[1])]);
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const both = ['portal', ...quiet, '--control', 'off'];
  const door = {
    first: new Ajar(
      [...both, '--name', 'First', '--state', states[0], '--listen', address, '--peer', secondKey, ...first],
      env.first,
    ),
    second: new Ajar(
      [
        ...both,
        '--name',
        'Second',
        '--state',
        states[1],
        '--connect',
        address,
        '--peer',
        firstKey,
        ...second,
      ],
      env.second,
      secondThrough,
    ),
    async [Symbol.asyncDispose]() {
      await Promise.all([door.first[Symbol.asyncDispose](), door.second[Symbol.asyncDispose]()]);
    },
  };
  await Promise.all([
    door.first.printed(/the door to Second is open/),
    door.second.printed(/the door to First is open/),
  ]);
  return door;
}
