import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';

/** A sound server of its own for one test, with null sinks: each is a loudspeaker, its monitor a microphone. */
export class Pulse implements AsyncDisposable {
  /** Environment for programs that shall use it. */
  readonly env: NodeJS.ProcessEnv;
  readonly #server: ChildProcess;

  private constructor(server: ChildProcess, env: NodeJS.ProcessEnv) {
    this.#server = server;
    this.env = env;
  }

  /** Why tests with a sound server cannot run here; undefined when they can. */
  static whyNot(): string | undefined {
    const missing = ['pulseaudio', 'pacat', 'espeak-ng', 'sox'].filter(
      (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined,
    );
    return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`;
  }

  static async start(home: string, sinks: readonly string[]): Promise<Pulse> {
    const socket = `${home}/pulse.socket`;
    const places = { HOME: home, XDG_RUNTIME_DIR: home, PULSE_RUNTIME_PATH: home };
    const modules = [
      `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
      // Without `norewinds` a null sink takes up to two seconds before it asks for its first sample.
      ...sinks.map(
        (name) => `module-null-sink sink_name=${name} format=float32le rate=48000 channels=2 norewinds=1`,
      ),
    ];
    const options = [
      '-n',
      '--daemonize=no',
      '--exit-idle-time=-1',
      '--use-pid-file=no',
      '--disable-shm=yes',
      '--log-level=error',
    ];
    const server = spawn('pulseaudio', [...options, ...modules.flatMap((module) => ['-L', module])], {
      env: { PATH: process.env['PATH'], ...places },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const env = { PULSE_SERVER: `unix:${socket}`, PULSE_COOKIE: `${home}/cookie`, PULSE_RUNTIME_PATH: home };
    const pulse = new Pulse(server, env);
    while (!(await answers(socket))) {
      if (server.exitCode !== null) throw new Error(`pulseaudio ended with ${server.exitCode}`);
    }
    return pulse;
  }

  /** Starts `pacat` on this server. */
  pacat(args: readonly string[], stdio: ['ignore' | 'pipe', 'ignore' | 'pipe', 'inherit']): ChildProcess {
    return spawn(
      'pacat',
      ['--format=float32le', '--rate=48000', '--channels=2', '--latency-msec=20', ...args],
      {
        env: { ...process.env, ...this.env },
        stdio,
      },
    );
  }

  /** Records a source as 16-bit mono on its standard output, in pieces of about so many ms. */
  record(source: string, rateHz: number, pieceMs: number): ChildProcess {
    const format = ['--format=s16le', `--rate=${rateHz}`, '--channels=1', `--latency-msec=${pieceMs}`];
    return spawn('pacat', ['--record', `--device=${source}`, ...format], {
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }

  /** Lets the server hang, so that it takes connections and answers none, or go on. */
  hang(hangs: boolean): void {
    this.#server.kill(hangs ? 'SIGSTOP' : 'SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#server.once('exit', resolve));
    this.hang(false);
    this.#server.kill('SIGTERM');
    if (this.#server.exitCode === null) await ended;
  }
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const client = connect(socket);
    client.once('connect', () => resolve(true)).once('error', () => setTimeout(resolve, 20, false));
    client.once('connect', () => client.destroy());
  });
}
