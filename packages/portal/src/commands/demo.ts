import { loadNetwork, NetlabError, type NetworkDescription } from '@ajar/netlab';
import { ConfigError } from '../config/error.ts';
import { type DemoConfig, parseDemoConfig } from '../config/portal-config.ts';
import { defaultSettings } from '../config/settings.ts';
import { loadSettings, withFlags } from '../config/settings-file.ts';
import { ControlServer } from '../control/server.ts';
import { Demo, type RoomId, roomIds, roomNames } from '../demo/demo.ts';
import { openPage } from '../demo/open-page.ts';
import { realCamera } from '../demo/real-camera.ts';
import { runUntilStopped } from '../lifecycle.ts';
import { type Logger, openLog } from '../log.ts';
import type { Stats } from '../stats/stats.ts';
import { StatsWriter } from '../stats/stats-writer.ts';
import { sustainableSize } from '../sustainable-size.ts';
import { defaultControl } from './portal.ts';

/** `ajar demo`: two portals on this machine and a page that shows both, until it is told to stop. */
export async function demo(flags: object): Promise<number> {
  const config = parseDemoConfig(flags);
  // The demo is the same everywhere: what this room is set up to be does not change it, unless a file is named.
  const settings = config.config === undefined ? withFlags(defaultSettings, config) : loadSettings(config);
  const network = await readNetwork(config.net);
  const writer = config.stats === undefined ? undefined : new StatsWriter(config.stats);
  const log = openLog();
  const choice =
    config.size === undefined ? await sustainableSize(2, config.fps) : { size: config.size, fps: config.fps };
  if ('reason' in choice) log.info(choice.reason);

  return runUntilStopped(async (end) => {
    let control: ControlServer | undefined;
    const latest = new Map<RoomId, Stats>();
    let timeUp: NodeJS.Timeout | undefined;
    const startClock = (): void => {
      if (config.seconds !== undefined) timeUp ??= setTimeout(() => end(), config.seconds * 1000);
    };
    const running = await Demo.start(
      {
        size: choice.size,
        fps: choice.fps,
        bitrateBps: config.bitrateBps,
        profile: network,
        videoOut: `${config.view}:`,
        settings,
        ...firstRoom(config, log),
      },
      {
        onState(id, state) {
          if (state === 'open') startClock();
          log.info(`${roomNames[id]}: ${state}`);
        },
        onStats(id, stats) {
          latest.set(id, stats);
          control?.tell({ type: 'stats', id, stats });
        },
        onPoints: (id, points) => control?.tell({ type: 'latency', id, points }),
        onNet: (net) => control?.tell({ type: 'net', net }),
        onWarning: (message) => log.warn(message),
        onFatal(message) {
          process.stderr.write(`ajar: ${message}\n`);
          end(2);
        },
        onClosed: () => end(),
      },
    );
    if (config.view === 'browser') {
      control = await ControlServer.listen({
        address: config.control ?? defaultControl,
        orAnyPort: config.control === undefined,
        portals: roomIds.map((id) => ({ id, name: roomNames[id], view: `/view/${id}` })),
        net: () => running.net,
        onWish: (wish) => running.wish(wish),
        onMix: (id, mix) => running.mix(id, mix),
        onMicrophone: (id, muted) => running.muteMicrophone(id, muted),
        onView: (id, request, socket) => running.view(id, request, socket),
      });
      process.stdout.write(`The door is open: ${control.url}\n`);
      if (config.open) await openPage(control.url);
    }
    const lines = setInterval(() => writer?.write([...latest.values()]), 1000);
    return async () => {
      clearInterval(lines);
      clearTimeout(timeUp);
      await Promise.all([running.stop(), control?.close()]);
      writer?.close();
    };
  });
}

async function readNetwork(nameOrFile: string): Promise<NetworkDescription> {
  try {
    return await loadNetwork(nameOrFile);
  } catch (error) {
    if (error instanceof NetlabError) throw new ConfigError(`--net: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Sources of the first room: real ones where they are wanted and there. */
function firstRoom(config: DemoConfig, log: Logger): { videoIn: string; audioIn: string | undefined } {
  if (!config.real) return { videoIn: 'test:room', audioIn: 'test:speech' };
  const camera = realCamera();
  if (camera === undefined) log.warn('--real: no camera is present; showing a synthetic room');
  // An undefined microphone is the default one where there is one, and a warning where there is none.
  return { videoIn: camera ?? 'test:room', audioIn: undefined };
}
