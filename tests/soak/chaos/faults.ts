import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { unimpaired } from '@ajar/netlab';
import { until } from '../../e2e/stage/until.ts';
import { endlessLoop } from './endless-loop.ts';
import { type Rooms, type Side, type Stage, sides, stages } from './rooms.ts';

/** Something that goes wrong. */
export interface Fault {
  readonly name: string;
  /** How long picture or sound may be away, ms; undefined where that is the fault itself. */
  readonly barMs: number | undefined;
  /** Lets it happen. Resolves when it has, or when what was taken away is back. */
  inject(rooms: Rooms): Promise<void>;
}

/** What the project promises of a process that dies or is stopped, of an endless loop, and of a whole portal, ms. */
const processBarMs = 1000;
const loopBarMs = 1500;
const portalBarMs = 3000;
/** A portal that hangs is given two seconds first. */
const hungPortalBarMs = portalBarMs + 2000;
const cutMs = 1500;
const unpluggedMs = 1500;
const stallMs = 250;
const fullMs = 2500;

const networks = [
  { name: 'a good network', settings: unimpaired },
  { name: '15 ms, 1 % loss', settings: { ...unimpaired, delayMs: 15, jitterMs: 2, lossPct: 1 } },
  { name: '40 ms, 8 ms of jitter', settings: { ...unimpaired, delayMs: 40, jitterMs: 8 } },
  { name: '4 Mbit/s', settings: { ...unimpaired, delayMs: 10, bandwidthBps: 4e6, queueMs: 80 } },
  { name: '3 % loss in bursts', settings: { ...unimpaired, delayMs: 5, lossPct: 3, lossBurst: 4 } },
] as const;

/** Everything that can happen in these rooms. `ownDisk` is a file system that may be filled, if there is one. */
export function allFaults(ownDisk: string | undefined): Fault[] {
  const ofSides = sides.flatMap((side) =>
    stages
      .flatMap((stage) => ofStage(side, stage))
      .concat(killPortal(side, 'SIGKILL', portalBarMs), killPortal(side, 'SIGSTOP', hungPortalBarMs)),
  );
  const ofDisk = ownDisk === undefined ? [] : [fullDisk(ownDisk)];
  return [
    ...ofSides,
    ...ofDisk,
    ...networks.map(({ name, settings }) => ({
      name: `network: ${name}`,
      barMs: processBarMs,
      inject: async (rooms: Rooms) => rooms.proxy.set({ up: settings, down: settings }),
    })),
    {
      name: `network: cut for ${cutMs} ms`,
      barMs: cutMs + processBarMs,
      async inject(rooms) {
        rooms.proxy.cut(cutMs / 1000);
        await pause(cutMs);
      },
    },
    {
      // The network's other side has another port, as when a router forgot it.
      name: 'network: another address',
      barMs: processBarMs,
      inject: (rooms) => rooms.proxy.rebind(),
    },
    {
      name: `camera: unplugged for ${unpluggedMs} ms`,
      barMs: loopBarMs,
      inject: (rooms) => rooms.unplugCamera(unpluggedMs),
    },
    {
      name: `sound server: gone for ${unpluggedMs} ms`,
      // No room has loudspeakers meanwhile; pictures are judged with it, and go on.
      barMs: undefined,
      inject: (rooms) => rooms.restartSoundServer(unpluggedMs),
    },
  ];
}

function ofStage(side: Side, stage: Stage): Fault[] {
  const signals = (['SIGKILL', 'SIGSEGV', 'SIGSTOP'] as const).map((signal) => ({
    name: `${stage} of the ${side}: ${signal}`,
    barMs: processBarMs,
    inject: async (rooms: Rooms) => {
      process.kill(await processOf(rooms, side, stage), signal);
    },
  }));
  return [
    ...signals,
    {
      name: `${stage} of the ${side}: an endless loop`,
      barMs: loopBarMs,
      inject: async (rooms) => endlessLoop(await processOf(rooms, side, stage)),
    },
    {
      name: `${stage} of the ${side}: stalled for ${stallMs} ms`,
      barMs: processBarMs,
      async inject(rooms) {
        const pid = await processOf(rooms, side, stage);
        process.kill(pid, 'SIGSTOP');
        await pause(stallMs);
        process.kill(pid, 'SIGCONT');
      },
    },
  ];
}

function killPortal(side: Side, signal: NodeJS.Signals, barMs: number): Fault {
  return {
    name: `portal of the ${side}: ${signal}`,
    barMs,
    async inject(rooms) {
      let pid: number | undefined;
      await until(() => (pid = rooms.portalProcess(side)) !== undefined);
      process.kill(pid!, signal);
    },
  };
}

async function processOf(rooms: Rooms, side: Side, stage: Stage): Promise<number> {
  let pid: number | undefined;
  await until(() => (pid = rooms.stage(side, stage)) !== undefined);
  return pid!;
}

/** Fills the file system of `directory`, which has to be the rooms' own, for a while: nothing can be written there. */
function fullDisk(directory: string): Fault {
  return {
    name: `disk of the first: full for ${fullMs} ms`,
    barMs: processBarMs,
    async inject() {
      const { bavail, bsize } = statfsSync(directory);
      const filler = `${directory}/filler`;
      try {
        writeFileSync(filler, Buffer.alloc((bavail + 1) * bsize));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
      await pause(fullMs);
      rmSync(filler, { force: true });
    },
  };
}
