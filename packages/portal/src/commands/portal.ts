import { decodeKey, encodeKey, LinkError } from '@ajar/link';
import { configFile } from '../calibrate/measures-file.ts';
import { watchMeasures } from '../calibrate/watch-measures.ts';
import { ConfigError } from '../config/error.ts';
import { type PortalConfig, parsePortalConfig } from '../config/portal-config.ts';
import { controlsOf } from '../config/settings.ts';
import { loadSettings } from '../config/settings-file.ts';
import { formatHostPort, type HostPort, type Size } from '../config/values.ts';
import { ControlServer } from '../control/server.ts';
import { ControlsFile } from '../controls-file.ts';
import { defaultStateDirectory, loadIdentity } from '../identity.ts';
import { runUntilStopped } from '../lifecycle.ts';
import { openLog } from '../log.ts';
import { Portal } from '../portal.ts';
import type { PortalState } from '../stats/stats.ts';
import { StatsWriter } from '../stats/stats-writer.ts';
import { sustainableSize } from '../sustainable-size.ts';
import { giveSignsOfLife } from '../watchdog/signs-of-life.ts';

/** Where the page is when nobody said where. */
export const defaultControl: HostPort = { host: '127.0.0.1', port: 8737 };

/** `ajar portal`: this room's end of a door, until it is told to stop. */
export async function portal(flags: object): Promise<number> {
  const tellReady = giveSignsOfLife();
  const config = parsePortalConfig(flags);
  if (config.listen === undefined && config.connect === undefined) {
    throw new ConfigError(
      '--listen or --connect: one portal waits (--listen 0.0.0.0:8737), the other one goes there (--connect HOST:8737)',
    );
  }
  const settings = loadSettings(config);
  const keyPair = loadIdentity(config.state ?? defaultStateDirectory());
  const peerKey = readPeerKey(config, encodeKey(keyPair.publicKey));
  const writer = config.stats === undefined ? undefined : new StatsWriter(config.stats);
  const log = openLog();
  const controls = new ControlsFile(config.state, controlsOf(settings), (message) => log.warn(message));
  const choice = await chooseSize(config);
  if (choice !== undefined) log.info(choice.reason);

  return runUntilStopped(async (end) => {
    let control: ControlServer | undefined;
    const id = 'self';
    const room = new Portal(
      {
        ...config,
        keyPair,
        peerKey,
        settings,
        controls: controls.initial,
        size: choice?.size ?? config.size,
        fps: choice?.fps ?? config.fps,
        room: 0,
      },
      {
        onState: (state, peer) => log.info(describeState(state, peer)),
        onBound(address) {
          log.info(`${config.name}: on UDP ${formatHostPort(address)}`);
          tellReady();
        },
        onControls: (now) => controls.set(now),
        onWarning: (message) => log.warn(message),
        onPoints: (points) => control?.tell({ type: 'latency', id, points }),
        onFatal(message) {
          process.stderr.write(`ajar: ${message}\n`);
          end(2);
        },
        onClosed: () => end(),
      },
    );
    if (config.control !== 'off') {
      control = await ControlServer.listen({
        address: config.control ?? defaultControl,
        orAnyPort: config.control === undefined,
        portals: [{ id, name: config.name, view: config.videoOut === 'browser:' ? `/view/${id}` : null }],
        net: () => null,
        onWish: () => {},
        onMix: (_, mix) => room.mix(mix),
        onMicrophone: (_, muted) => room.muteMicrophone(muted),
        onMeasure: (seconds, answer) => room.measureDelay(seconds, answer),
        onView: (_, request, socket) => room.view(request, socket),
      });
      log.info(`${config.name}: ${control.url}`);
    }
    room.start();
    const stopWatching = watchMeasures(
      configFile(config.state, config.config),
      (measures) => room.measure(measures),
      (problem) => log.warn(`${problem}; the measures stay as they were`),
    );
    const pageNews = setInterval(() => control?.tell({ type: 'stats', id, stats: room.stats() }), 250);
    const lines = setInterval(() => writer?.write([room.stats()]), 1000);
    const timeUp = config.seconds === undefined ? undefined : setTimeout(() => end(), config.seconds * 1000);
    return async () => {
      stopWatching();
      clearInterval(pageNews);
      clearInterval(lines);
      clearTimeout(timeUp);
      controls.close();
      await Promise.all([room.stop(), control?.close()]);
      writer?.close();
    };
  });
}

function readPeerKey(config: PortalConfig, own: string): Uint8Array {
  if (config.peer === undefined) {
    throw new ConfigError(
      `--peer: say who may come in: the key that \`ajar key\` prints in the other room. This room's is ${own}`,
      { code: 'missing-value' },
    );
  }
  if (config.peer === own) {
    throw new ConfigError("--peer: this is this portal's own key; the other room's is needed");
  }
  try {
    return decodeKey(config.peer);
  } catch (error) {
    if (error instanceof LinkError) throw new ConfigError(`--peer: ${error.message}`, { cause: error });
    throw error;
  }
}

/** A synthetic room has any size, so it gets what this machine sustains; other sources have one of their own. */
async function chooseSize(
  config: PortalConfig,
): Promise<{ size: Size; fps: number; reason: string } | undefined> {
  if (config.size !== undefined || !config.videoIn.startsWith('test:')) return undefined;
  return sustainableSize(1, config.fps);
}

function describeState(state: PortalState, peer: string | null): string {
  const who = peer ?? 'the other portal';
  if (state === 'open') return `the door to ${who} is open`;
  if (state === 'reconnecting') return `${who} is not heard from; reconnecting`;
  return 'connecting';
}
