import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openProxy, type Proxy } from '@ajar/netlab';
import type { Ajar } from '../../e2e/stage/ajar.ts';
import { type Door, freePort, openDoor } from '../../e2e/stage/door.ts';
import { Presence } from '../../e2e/stage/presence.ts';
import { descendants } from '../../e2e/stage/processes.ts';
import { Pulse } from '../../e2e/stage/pulse.ts';
import { sineWave } from '../../e2e/stage/sine-wave.ts';
import { XServer } from '../../e2e/stage/x-server.ts';

/** The stages of a portal, each a process of its own. */
export const stages = ['camera', 'screen', 'sound', 'link'] as const;
export type Stage = (typeof stages)[number];
export const sides = ['first', 'second'] as const;
export type Side = (typeof sides)[number];

const size = '320x180';
const fps = 30;
/** Nothing for longer than this is being away, ms. */
const pictureLimitMs = 150;
const soundLimitMs = 100;
const pieceMs = 20;
const listenHz = 8000;
/** A sine of −20 dBFS is above, what is left of an echo or of noise is below; of 32,768. */
const audible = 700;
const names = { first: 'First', second: 'Second' } as const;

/**
 * Two rooms with everything that can be taken away: the first films an X server and both hear through a sound server. What is shown and what is
 * played in each is watched from outside, through a pipe and a microphone in front of the loudspeaker.
 */
export class Rooms implements AsyncDisposable {
  readonly pictures: Record<Side, Presence> = {
    first: new Presence('picture in the first room', 1000 / fps, pictureLimitMs),
    second: new Presence('picture in the second room', 1000 / fps, pictureLimitMs),
  };
  readonly sounds: Record<Side, Presence> = {
    first: new Presence('sound in the first room', pieceMs, soundLimitMs),
    second: new Presence('sound in the second room', pieceMs, soundLimitMs),
  };
  readonly proxy: Proxy;
  /** The file system that the first portal keeps its state and its statistics on, where it could be made; its own. */
  readonly ownDisk: string | undefined;
  readonly #path: (name: string) => string;
  readonly #pipes: Socket[] = [];
  readonly #listeners = new Map<Side, ChildProcess>();
  #door!: Door;
  #pulse: Pulse;
  #camera: XServer;
  #closing = false;

  private constructor(path: (name: string) => string, proxy: Proxy, pulse: Pulse, camera: XServer) {
    this.#path = path;
    this.proxy = proxy;
    this.#pulse = pulse;
    this.#camera = camera;
    const state = path('first-state');
    mkdirSync(state);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'ajar-chaos', state]);
    this.ownDisk = mounted.status === 0 ? state : undefined;
  }

  /** Why there is no chaos here; undefined where there is. */
  static whyNot(): string | undefined {
    const missing = ['Xvfb', 'pulseaudio', 'pacat', 'mkfifo'].filter(
      (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined,
    );
    return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`;
  }

  /** @param path where files of this run are put */
  static async open(path: (name: string) => string, seed: number): Promise<Rooms> {
    const port = await freePort();
    const [proxy, pulse, camera] = await Promise.all([
      openProxy({ listen: { host: '127.0.0.1', port: 0 }, to: { host: '127.0.0.1', port }, seed }),
      startPulse(path),
      XServer.start(320, 180),
    ]);
    const rooms = new Rooms(path, proxy, pulse, camera);
    await rooms.#start(port);
    return rooms;
  }

  portal(side: Side): Ajar {
    return this.#door[side];
  }

  /** The process of a stage; undefined while there is none. */
  stage(side: Side, stage: Stage): number | undefined {
    const title = `ajar ${stage} of ${names[side]}`;
    return descendants(this.portal(side).pid).find((each) => each.title.startsWith(title))?.pid;
  }

  /** The portal's own process, below its watchdog; undefined while there is none. */
  portalProcess(side: Side): number | undefined {
    const { pid } = this.portal(side);
    return descendants(pid).find(({ parent }) => parent === pid)?.pid;
  }

  get presences(): Presence[] {
    return sides.flatMap((side) => [this.pictures[side], this.sounds[side]]);
  }

  /** Takes the screen away that the first room films, and brings it back. */
  async unplugCamera(forMs: number): Promise<void> {
    const { display } = this.#camera;
    await this.#camera[Symbol.asyncDispose]();
    await pause(forMs);
    this.#camera = await XServer.start(320, 180, display);
  }

  /** Kills the sound server of both rooms, and starts another one. */
  async restartSoundServer(forMs: number): Promise<void> {
    await this.#pulse[Symbol.asyncDispose]();
    await pause(forMs);
    this.#pulse = await startPulse(this.#path);
    for (const side of sides) this.#hear(side);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    await this.#door[Symbol.asyncDispose]();
    for (const pipe of this.#pipes) pipe.destroy();
    for (const listener of this.#listeners.values()) listener.kill('SIGKILL');
    await Promise.all([
      this.proxy[Symbol.asyncDispose](),
      this.#pulse[Symbol.asyncDispose](),
      this.#camera[Symbol.asyncDispose](),
    ]);
    if (this.ownDisk !== undefined) spawnSync('umount', [this.ownDisk]);
  }

  async #start(port: number): Promise<void> {
    const tone = this.#path('tone.wav');
    writeFileSync(tone, sineWave(-20));
    for (const side of sides) {
      this.#watch(side);
      this.#hear(side);
    }
    const room = (side: Side): string[] => [
      ...['--watchdog', '--size', size, '--fps', String(fps), '--audio-in', `file:${tone}`],
      ...['--audio-out', `pulse:${side}`, '--video-out', `file:${this.#path(`${side}.y4m`)}`],
      ...['--stats', this.#path(`${side}-state/stats.jsonl`)],
    ];
    const env = { ...this.#pulse.env, XDG_RUNTIME_DIR: this.#path('run') };
    mkdirSync(env.XDG_RUNTIME_DIR);
    this.#door = await openDoor(
      { path: this.#path },
      [...room('first'), '--listen', `127.0.0.1:${port}`, '--video-in', `x11:${this.#camera.display}`],
      [...room('second'), '--connect', `127.0.0.1:${this.proxy.address.port}`, '--video-in', 'test:room'],
      { first: env, second: env },
    );
  }

  #watch(side: Side): void {
    const path = this.#path(`${side}.y4m`);
    spawnSync('mkfifo', [path]);
    // Open for both: it does not end when the process that writes does.
    const pipe = new Socket({ fd: openSync(path, 'r+'), writable: false });
    pipe.on('data', () => this.pictures[side].note(performance.now()));
    pipe.on('error', () => {});
    this.#pipes.push(pipe);
  }

  #hear(side: Side): void {
    const listener = this.#pulse.record(`${side}.monitor`, listenHz, pieceMs);
    this.#listeners.set(side, listener);
    listener.stdout!.on('data', (chunk: Buffer) => {
      for (let at = 0; at + 1 < chunk.length; at += 2) {
        if (Math.abs(chunk.readInt16LE(at)) > audible) return this.sounds[side].note(performance.now());
      }
    });
    listener.once('exit', () => {
      // The sound server went away, or its device: whoever brings it back listens again.
      if (!this.#closing && this.#listeners.get(side) === listener) this.#listeners.delete(side);
    });
  }
}

function startPulse(path: (name: string) => string): Promise<Pulse> {
  const home = path('pulse');
  mkdirSync(home, { recursive: true });
  return Pulse.start(home, [...sides]);
}
