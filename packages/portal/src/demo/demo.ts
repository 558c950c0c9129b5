import type { Socket } from 'node:net';
import { type Address, System, siblingModule } from '@ajar/actor';
import { generateKeyPair } from '@ajar/link';
import { type NetworkDescription, openProxy, type Proxy } from '@ajar/netlab';
import type { RoomMessage, RoomReport } from '../actors/room.ts';
import type { ViewRequest, WindowPlace } from '../actors/screen.ts';
import type { Settings } from '../config/settings.ts';
import type { Size } from '../config/values.ts';
import type { MixChange } from '../control/mix-wish.ts';
import type { NetState, NetWish } from '../control/protocol.ts';
import type { PortalOptions } from '../portal.ts';
import type { PortalState, Stats } from '../stats/stats.ts';
import { beUrgent } from '../urgent.ts';
import { DemoNet } from './demo-net.ts';
import { freeUdpPort } from './free-port.ts';

/** The two rooms of the demo. */
export const roomIds = ['a', 'b'] as const;
export type RoomId = (typeof roomIds)[number];
export const roomNames: Record<RoomId, string> = { a: 'Oslo', b: 'Lima' };

/** How the demo is built, once everything has been decided. */
export interface DemoOptions {
  readonly size: Size;
  readonly fps: number;
  readonly bitrateBps: number | undefined;
  readonly profile: NetworkDescription;
  readonly videoOut: 'browser:' | 'window:' | 'none:';
  /** Sources of the first room; the second always is synthetic. */
  readonly videoIn: string;
  readonly audioIn: string | undefined;
  readonly settings: Settings;
}

/** What the owner of a demo is told. */
export interface DemoEvents {
  onState(id: RoomId, state: PortalState): void;
  onStats(id: RoomId, stats: Stats): void;
  onPoints(id: RoomId, points: readonly (readonly [number, number])[]): void;
  onNet(net: NetState): void;
  onWarning(message: string): void;
  onFatal(message: string): void;
  onClosed(): void;
}

/** What the two portals have to end in, of which they leave their own processes the most. */
const stopDeadlineMs = 600;

/** Two portals in processes of their own on this machine, with a network between them that can be made worse. */
export class Demo {
  readonly #system = new System();
  readonly #events: DemoEvents;
  readonly #rooms: Partial<Record<RoomId, Address<RoomMessage>>> = {};
  /** What pages have changed of how each room hears: a room that has to be started again is told again. */
  readonly #mixes: Partial<Record<RoomId, MixChange>> = {};
  readonly #muted: Partial<Record<RoomId, boolean>> = {};
  readonly #proxy: Proxy;
  readonly #net: DemoNet;

  private constructor(proxy: Proxy, events: DemoEvents) {
    this.#events = events;
    this.#proxy = proxy;
    this.#net = new DemoNet(proxy, (net) => events.onNet(net));
  }

  /** Opens the network and starts both portals. */
  static async start(options: DemoOptions, events: DemoEvents): Promise<Demo> {
    const keys = { a: generateKeyPair(), b: generateKeyPair() };
    const listen = { host: '127.0.0.1', port: await freeUdpPort() };
    const proxy = await openProxy({
      listen: { host: '127.0.0.1', port: 0 },
      to: listen,
      ...options.profile,
      seed: 1,
    });
    const demo = new Demo(proxy, events);
    const both = {
      videoOut: options.videoOut,
      audioOut: 'none:',
      settings: options.settings,
      size: options.size,
      fps: options.fps,
      bitrateBps: options.bitrateBps,
    };
    demo.#startRoom('a', {
      ...both,
      name: roomNames.a,
      keyPair: keys.a,
      peerKey: keys.b.publicKey,
      listen,
      connect: undefined,
      videoIn: options.videoIn,
      audioIn: options.audioIn,
      room: 0,
      place: side(0),
    });
    demo.#startRoom('b', {
      ...both,
      name: roomNames.b,
      keyPair: keys.b,
      peerKey: keys.a.publicKey,
      listen: undefined,
      connect: proxy.address,
      videoIn: 'test:room',
      audioIn: 'test:speech',
      room: 1,
      place: side(1),
    });
    // Every datagram of both directions passes through this process. Not before the rooms are there: what is forked from an
    // urgent process is urgent too, and encoders would be on a par with the sound.
    beUrgent();
    return demo;
  }

  /** The network as it is now. */
  get net(): NetState {
    return this.#net.state;
  }

  /** Changes the network. */
  wish(wish: NetWish): void {
    this.#net.wish(wish);
  }

  /** Another mix of what a room hears. */
  mix(id: string, { people, shared, ducking }: MixChange): void {
    const roomId = roomIds.find((known) => known === id);
    if (roomId === undefined) return;
    const before = this.#mixes[roomId];
    this.#mixes[roomId] = {
      people: { ...before?.people, ...people },
      shared: { ...before?.shared, ...shared },
      ducking: ducking ?? before?.ducking,
    };
    this.#tellMix(roomId);
  }

  /** Mutes a room's microphone, or lets it be heard again. */
  muteMicrophone(id: string, muted: boolean): void {
    const roomId = roomIds.find((known) => known === id);
    if (roomId === undefined) return;
    this.#muted[roomId] = muted;
    this.#tellMuted(roomId);
  }

  /** Hands a page's connection to the room it wants to see. */
  view(id: string, request: ViewRequest, socket: Socket): void {
    const room = this.#rooms[id as RoomId];
    if (room?.send({ kind: 'view', request }, 'normal', socket) !== 'ok') socket.destroy();
  }

  async stop(): Promise<void> {
    this.#net.close();
    await this.#system.stop(stopDeadlineMs);
    await this.#proxy.close();
  }

  #startRoom(id: RoomId, config: PortalOptions): void {
    this.#rooms[id] = this.#system.spawn<PortalOptions, RoomMessage, RoomReport>({
      name: `portal ${config.name}`,
      place: 'process',
      module: siblingModule('../actors/room', import.meta.url),
      config,
      onReady: () => {
        this.#tellMix(id);
        this.#tellMuted(id);
      },
      onMessage: (report) => this.#roomSays(id, report),
      onExit: (error) => this.#events.onWarning(`${error.message}; starting it again`),
      onFailed: (error) => this.#events.onFatal(error.message),
    });
  }

  #tellMix(id: RoomId): void {
    const mix = this.#mixes[id];
    if (mix !== undefined) this.#rooms[id]?.send({ kind: 'mix', mix });
  }

  #tellMuted(id: RoomId): void {
    const muted = this.#muted[id];
    if (muted !== undefined) this.#rooms[id]?.send({ kind: 'microphone', muted });
  }

  #roomSays(id: RoomId, report: RoomReport): void {
    switch (report.kind) {
      case 'state':
        this.#events.onState(id, report.state);
        return;
      case 'stats':
        this.#events.onStats(id, report.stats);
        return;
      case 'points':
        this.#events.onPoints(id, report.points);
        return;
      case 'warning':
        this.#events.onWarning(`${roomNames[id]}: ${report.message}`);
        return;
      case 'fatal':
        this.#events.onFatal(report.message);
        return;
      case 'closed':
        this.#events.onClosed();
        return;
    }
  }
}

/** Windows side by side on a desktop of usual size; people move them as they like. */
function side(index: number): WindowPlace {
  const [width, height, gap] = [900, 506, 40];
  return { x: gap + index * (width + gap), y: gap * 2, width, height };
}
