import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A sound server of the bench's own. Each of its null sinks is the air of a place: what is played into it is recorded from `NAME.monitor`. */
export interface PulseRooms extends AsyncDisposable {
  /** For programs that shall use it. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts PulseAudio.
 *
 * @param folder of its own, where it may keep things
 * @throws Error that says so where it is not installed
 */
export async function openPulseRooms(folder: string, sinks: readonly string[]): Promise<PulseRooms> {
  const socket = `${folder}/native`;
  const env = {
    PULSE_SERVER: `unix:${socket}`,
    PULSE_COOKIE: `${folder}/cookie`,
    PULSE_RUNTIME_PATH: folder,
  };
  const daemon = spawn('pulseaudio', flags(socket, sinks), {
    env: { PATH: process.env['PATH'], HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder },
    stdio: 'ignore',
  });
  const failed = once(daemon, 'error').then(() => {
    throw new Error(
      'PulseAudio does not start: install it (Debian packages pulseaudio and pulseaudio-utils)',
    );
  });
  await Promise.race([failed, answering(daemon, socket)]);
  return {
    env,
    [Symbol.asyncDispose]: async () => {
      if (daemon.exitCode !== null || daemon.signalCode !== null) return;
      daemon.kill();
      await once(daemon, 'exit');
    },
  };
}

function flags(socket: string, sinks: readonly string[]): string[] {
  const format = 'format=float32le rate=48000 channels=2 norewinds=1';
  const loads = [
    `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
    ...sinks.map((name) => `module-null-sink sink_name=${name} ${format}`),
  ];
  const plain = ['-n', '--daemonize=no', '--use-pid-file=no', '--disable-shm=yes', '--exit-idle-time=-1'];
  return [...plain, ...loads.flatMap((load) => ['-L', load])];
}

/** Resolves when it takes connections. */
async function answering(daemon: ChildProcess, socket: string): Promise<void> {
  for (;;) {
    if (daemon.exitCode !== null) throw new Error(`PulseAudio ended with ${daemon.exitCode}`);
    const client = connect(socket);
    const status = await Promise.race([once(client, 'connect'), once(client, 'error')]).catch(() => ['']);
    client.destroy();
    if (status.length === 0) return;
    await sleep(50);
  }
}
