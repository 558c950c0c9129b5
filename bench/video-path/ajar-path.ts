import { RuntimeDirectory } from '@ajar/actor';
import { generateKeyPair } from '@ajar/link';
import type { ProxyStats } from '@ajar/netlab';
import { startNetwork } from '../link-live/live-turn.ts';
import type { AjarCameraConfig, AjarCameraReport } from './ajar-camera.ts';
import type { AjarLinkConfig, AjarLinkReport } from './ajar-link.ts';
import type { AjarOrder } from './ajar-order.ts';
import type { AjarScreenConfig, AjarScreenLook, AjarScreenReport } from './ajar-screen.ts';
import { type Child, startChild } from './child.ts';
import type { TurnPlan } from './turn.ts';

/** The processes through which Ajar's frames pass, one way, connected and ready. */
export interface AjarPath {
  readonly camera: Child<AjarCameraReport>;
  readonly link: Child<AjarLinkReport>;
  readonly farLink: Child<AjarLinkReport>;
  readonly screen: Child<AjarScreenReport>;
  readonly network: Child<ProxyStats> | undefined;
  /** By name, the network's included. */
  readonly pids: Readonly<Record<string, number>>;
  /** Says when the first frame is due. */
  start(startUs: number): Promise<void>;
  /** Pauses for garbage count from now on. */
  watchGarbage(): Promise<void>;
  /** Latencies of the pictures since the last look, by the capture times that came with them. */
  look(): Promise<AjarScreenLook>;
  /** Ends whatever still runs. */
  close(): void;
}

/** Starts camera process, link process, UDP on loopback, link process, screen process. */
export async function openAjarPath(plan: TurnPlan): Promise<AjarPath> {
  const runtime = new RuntimeDirectory();
  const children: Child<unknown>[] = [];
  const start = <Config, Result>(module: URL, config: Config): Child<Result> => {
    const child = startChild<Config, Result>(module, config);
    children.push(child);
    return child;
  };
  const close = (): void => {
    for (const child of children) child.kill();
    runtime.close();
  };
  try {
    const here = generateKeyPair();
    const there = generateKeyPair();
    const frames = plan.warmUpFrames + plan.frames;
    const linkModule = new URL('ajar-link.ts', import.meta.url);
    const sockets = { here: runtime.socket('here'), there: runtime.socket('there') };
    const farLink = start<AjarLinkConfig, AjarLinkReport>(linkModule, {
      socket: sockets.there,
      keyPair: there,
      peerKey: here.publicKey,
      port: undefined,
      frames: 0,
    });
    let port = (await farLink.ready) as number;
    let network: Child<ProxyStats> | undefined;
    if (plan.network) {
      network = startNetwork(port, plan.network);
      children.push(network);
      port = (await network.ready) as number;
    }
    const link = start<AjarLinkConfig, AjarLinkReport>(linkModule, {
      socket: sockets.here,
      keyPair: here,
      peerKey: there.publicKey,
      port,
      frames,
    });
    await link.ready;
    const screen = start<AjarScreenConfig, AjarScreenReport>(new URL('ajar-screen.ts', import.meta.url), {
      plan,
      socket: sockets.there,
    });
    const camera = start<AjarCameraConfig, AjarCameraReport>(new URL('ajar-camera.ts', import.meta.url), {
      plan,
      socket: sockets.here,
    });
    await Promise.all([screen.ready, camera.ready]);
    const pids = {
      camera: camera.pid,
      'link here': link.pid,
      ...(network && { network: network.pid }),
      'link there': farLink.pid,
      screen: screen.pid,
    };
    const watch: AjarOrder = {};
    return {
      camera,
      link,
      farLink,
      screen,
      network,
      pids,
      close,
      start: async (startUs) => {
        await camera.send({ startUs } satisfies AjarOrder);
      },
      watchGarbage: async () => {
        await Promise.all([camera, link, farLink, screen].map((child) => child.send(watch)));
      },
      look: async () => (await screen.send('look')) as AjarScreenLook,
    };
  } catch (error) {
    close();
    throw error;
  }
}
