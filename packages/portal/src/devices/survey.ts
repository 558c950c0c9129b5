import { type ActorError, System, siblingModule } from '@ajar/actor';
import type { PresentCamera, VideoCodec } from '@ajar/media';
import type { Monitor } from '@ajar/screen';
import type {
  DeviceKind,
  DevicesConfig,
  DevicesReport,
  EncoderDevice,
  SoundDevices,
} from '../actors/devices.ts';

/** What this machine has. A list that could not be made is empty, and there is a problem that says why. */
export interface Devices {
  readonly cameras: readonly PresentCamera[];
  readonly microphones: readonly string[];
  readonly loudspeakers: readonly string[];
  readonly monitors: readonly Monitor[];
  /** In the order in which they are tried. */
  readonly encoders: readonly EncoderDevice[];
  /** Codecs that can be decoded. */
  readonly decoders: readonly VideoCodec[];
  readonly problems: readonly { readonly kind: DeviceKind; readonly message: string }[];
}

/** How long one kind of devices may take to be found: cameras that sleep need seconds. */
const patienceMs = 15_000;

/** Looks for everything, each kind in a process of its own: no driver that crashes or hangs hides the others. */
export async function surveyDevices(module: URL = devicesModule()): Promise<Devices> {
  const problems: { kind: DeviceKind; message: string }[] = [];
  let cameras: readonly PresentCamera[] = [];
  let sound: SoundDevices = { inputs: [], outputs: [] };
  let monitors: readonly Monitor[] = [];
  let decoders: readonly VideoCodec[] = [];
  const encoders: EncoderDevice[] = [];
  let tried: Omit<EncoderDevice, 'works' | 'reason'> | undefined;

  const take = (report: DevicesReport): void => {
    if (report.kind === 'cameras') cameras = report.cameras;
    else if (report.kind === 'sound') sound = report.sound;
    else if (report.kind === 'monitors') monitors = report.monitors;
    else if (report.kind === 'decoders') decoders = report.codecs;
    else if (report.kind === 'trying') tried = report.encoder;
    else if (report.kind === 'encoder') {
      encoders.push(report.encoder);
      tried = undefined;
    }
  };
  const findKind = async (kind: DeviceKind): Promise<void> => {
    for (;;) {
      const exclude = encoders.map(({ name }) => name);
      const message = await runOne(module, { kind, exclude }, take);
      if (message === undefined) return;
      if (kind !== 'encoders' || tried === undefined) {
        problems.push({ kind, message });
        return;
      }
      encoders.push({ ...tried, works: false, reason: message });
      tried = undefined;
    }
  };
  await Promise.all((['cameras', 'sound', 'monitors', 'encoders', 'decoders'] as const).map(findKind));
  return {
    cameras,
    microphones: sound.inputs,
    loudspeakers: sound.outputs,
    monitors,
    encoders,
    decoders,
    problems,
  };
}

function devicesModule(): URL {
  return siblingModule('../actors/devices', import.meta.url);
}

/** Runs one process to its end; undefined when it did what it had to, else what happened to it in one line. */
async function runOne(
  module: URL,
  config: DevicesConfig,
  onReport: (report: DevicesReport) => void,
): Promise<string | undefined> {
  const system = new System();
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const late = setTimeout(() => resolve(`did not answer within ${patienceMs / 1000} s`), patienceMs);
  const broken = ({ message }: ActorError): void => resolve(message.replace(/^devices: /, ''));
  system.spawn<DevicesConfig, never, DevicesReport>({
    name: 'devices',
    place: 'process',
    module,
    config,
    // A driver takes as long as it likes to be tried; `late` is the limit.
    stuckAfterMs: 0,
    onMessage(report) {
      if (report.kind === 'done') resolve(undefined);
      else onReport(report);
    },
    onExit: broken,
    onFailed: broken,
  });
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    await system.stop();
  }
}
