import type { ActorFactory } from '@ajar/actor';
import type { PresentCamera, VideoCodec } from '@ajar/media';
import type { Monitor } from '@ajar/screen';

/** Which devices are looked for: each kind in a process of its own, since a driver may take it along. */
export type DeviceKind = 'cameras' | 'sound' | 'monitors' | 'encoders' | 'decoders';

export interface DevicesConfig {
  readonly kind: DeviceKind;
  /** Encoders that are not tried. */
  readonly exclude: readonly string[];
}

/** As `--audio-in` and `--audio-out` take them. */
export interface SoundDevices {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface EncoderDevice {
  /** FFmpeg's name of it. */
  readonly name: string;
  readonly codec: VideoCodec;
  readonly hardware: boolean;
  readonly works: boolean;
  /** Why it does not. */
  readonly reason: string | null;
}

/** What was found, as it is found. */
export type DevicesReport =
  | { readonly kind: 'cameras'; readonly cameras: readonly PresentCamera[] }
  | { readonly kind: 'sound'; readonly sound: SoundDevices }
  | { readonly kind: 'monitors'; readonly monitors: readonly Monitor[] }
  | { readonly kind: 'trying'; readonly encoder: Omit<EncoderDevice, 'works' | 'reason'> }
  | { readonly kind: 'encoder'; readonly encoder: EncoderDevice }
  | { readonly kind: 'decoders'; readonly codecs: readonly VideoCodec[] }
  | { readonly kind: 'done' };

const trial = { size: { width: 1280, height: 720 }, fps: 60, bitrateBps: 8_000_000 } as const;

/** Looks for the devices of one kind, says what there is, and has done its work. */
export const create: ActorFactory<DevicesConfig, never, DevicesReport> = (config, context) => {
  // Not before it is listened to: what is said first must not be lost with a driver that ends the process.
  setImmediate(() => {
    look(config, context.emit.bind(context)).then(
      () => context.emit({ kind: 'done' }),
      (error: Error) => context.fail(error),
    );
  });
  return { receive() {} };
};

async function look({ kind, exclude }: DevicesConfig, emit: (report: DevicesReport) => void): Promise<void> {
  switch (kind) {
    case 'cameras':
      emit({ kind, cameras: await (await import('@ajar/media')).listCameras() });
      return;
    case 'sound':
      emit({ kind, sound: await (await import('@ajar/sound')).listAudioDevices() });
      return;
    case 'monitors':
      emit({ kind, monitors: await (await import('@ajar/screen')).listMonitors() });
      return;
    case 'decoders':
      emit({ kind, codecs: (await import('@ajar/media')).decodableCodecs() });
      return;
    case 'encoders':
      await tryEncoders(exclude, emit);
      return;
  }
}

async function tryEncoders(exclude: readonly string[], emit: (report: DevicesReport) => void): Promise<void> {
  const { encoderOrder, openBestEncoder, VIDEO_CODECS } = await import('@ajar/media');
  const all = encoderOrder({ codecs: VIDEO_CODECS });
  for (const encoder of all) {
    if (exclude.includes(encoder.name)) continue;
    emit({ kind: 'trying', encoder });
    // Said before the driver has its say: a process that crashes does not send what it still had.
    await new Promise((resolve) => setImmediate(resolve));
    const others = all.flatMap(({ name }) => (name === encoder.name ? [] : [name]));
    try {
      openBestEncoder({ ...trial, codecs: [encoder.codec], exclude: others }).encoder.close();
      emit({ kind: 'encoder', encoder: { ...encoder, works: true, reason: null } });
    } catch (error) {
      const [reason = ''] = (error as Error).message.split(`works here: ${encoder.name}: `).slice(-1);
      emit({ kind: 'encoder', encoder: { ...encoder, works: false, reason } });
    }
  }
}
