import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * A sound server of a test's own: PulseAudio with null sinks as rooms. What is played into `NAME` is recorded from
 * `NAME.monitor`. Nothing of the user's own sound server is touched.
 */
export class PulseAudio {
  /** For `PULSE_SERVER`. */
  readonly server: string;
  readonly #folder: string;
  readonly #socket: string;
  readonly #rooms: readonly string[];
  #daemon: ChildProcess | undefined;

  constructor(rooms: readonly string[]) {
    this.#rooms = rooms;
    this.#folder = mkdtempSync(join(tmpdir(), 'ajar-pulse-'));
    this.#socket = join(this.#folder, 'native');
    this.server = `unix:${this.#socket}`;
  }

  /** Makes this process use it; to be called before the first sound is opened. */
  enter(): void {
    process.env['PULSE_SERVER'] = this.server;
    process.env['PULSE_COOKIE'] = join(this.#folder, 'cookie');
    process.env['PULSE_RUNTIME_PATH'] = this.#folder;
  }

  /** Resolves when it takes connections; rejects when it cannot start, with the reason. */
  async start(): Promise<void> {
    const modules = [
      `module-native-protocol-unix socket=${this.#socket} auth-anonymous=1`,
      ...this.#rooms.map(
        (room) => `module-null-sink sink_name=${room} format=float32le rate=48000 channels=2 norewinds=1`,
      ),
    ];
    const daemon = spawn('pulseaudio', [...OPTIONS, ...modules.flatMap((module) => ['-L', module])], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: this.#folder,
        XDG_RUNTIME_DIR: this.#folder,
        PULSE_RUNTIME_PATH: this.#folder,
      },
    });
    this.#daemon = daemon;
    let log = '';
    daemon.stderr?.on('data', (text) => (log += text));
    const failed = Promise.race([
      once(daemon, 'exit').then(() => `pulseaudio ended: ${log.trim()}`),
      once(daemon, 'error').then(([error]) => `pulseaudio cannot be started: ${error}`),
    ]);
    const reason = await Promise.race([failed, this.#accepts()]);
    if (reason !== undefined) throw new Error(reason);
  }

  /** Adds a room; `format` as module-null-sink takes it, such as `rate=8000 channels=1`. Resolves to the module's number. */
  addRoom(name: string, format = 'rate=48000 channels=2'): Promise<string> {
    const properties = `sink_properties=device.description=${name}`;
    return this.control(
      'load-module',
      'module-null-sink',
      `sink_name=${name}`,
      properties,
      ...format.split(' '),
      'norewinds=1',
    );
  }

  /** Runs pactl, which comes with PulseAudio's utilities; resolves to what it prints. */
  async control(...command: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('pactl', ['--server', this.server, ...command]);
    return stdout.trim();
  }

  /** Ends the daemon at once, as a crash does. */
  async kill(): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    if (daemon?.pid === undefined || daemon.exitCode !== null) return;
    const gone = once(daemon, 'exit');
    daemon.kill('SIGKILL');
    await gone;
    rmSync(this.#socket, { force: true });
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #accepts(): Promise<undefined> {
    while (this.#daemon !== undefined && this.#daemon.exitCode === null) {
      const socket = connect(this.#socket);
      const connected = await Promise.race([
        once(socket, 'connect').then(() => true),
        once(socket, 'error').then(() => false),
      ]).catch(() => false);
      socket.destroy();
      if (connected) return;
      await wait(10);
    }
  }
}

const OPTIONS = [
  '-n',
  '--daemonize=no',
  '--exit-idle-time=-1',
  '--use-pid-file=no',
  '--disable-shm=yes',
  '--log-target=stderr',
  '--log-level=error',
];
