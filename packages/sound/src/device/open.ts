import { AudioDevice, type AudioDirection, listAudioDevices as listDevices, SdlError } from '@ajar/sdl';
import { SoundError, type SoundErrorCode } from '../errors.ts';
import { BLOCK_FRAMES, CHANNELS, RATE_HZ } from '../format.ts';

/** `device` is whatever sound system works, `pulse` is PulseAudio or PipeWire in its place. */
export type DeviceKind = 'device' | 'pulse';

/**
 * Sample frames that a device moves at once. Sound waits three of these on its way through a room's devices: of 2.5 ms instead of 5 ms they
 * took 4.5 ms from the path between two null sinks, for 1.5 % of a core.
 */
const BUFFER_FRAMES = BLOCK_FRAMES / 2;

/** The names of all microphones and loudspeakers, as `device:NAME` takes them. Throws SoundError. */
export function deviceNames(): { inputs: string[]; outputs: string[] } {
  try {
    return { inputs: listDevices('recording'), outputs: listDevices('playback') };
  } catch (cause) {
    throw soundError('device:', cause);
  }
}

/** Opens a device and starts it. An empty `name` is the system's default. Throws SoundError. */
export function openDevice(
  spec: string,
  direction: AudioDirection,
  kind: DeviceKind,
  name: string,
): AudioDevice {
  try {
    const device = AudioDevice.open({
      direction,
      rateHz: RATE_HZ,
      channels: CHANNELS,
      bufferFrames: BUFFER_FRAMES,
      ...(name === '' ? {} : { name }),
      ...(kind === 'pulse' ? { driver: 'pulseaudio' } : {}),
    });
    device.pause(false);
    return device;
  } catch (cause) {
    throw soundError(spec, cause);
  }
}

/** What was opened, for a person. */
export function describeDevice(name: string, direction: AudioDirection, { granted }: AudioDevice): string {
  const what = direction === 'playback' ? 'loudspeaker' : 'microphone';
  const which = name === '' ? `default ${what}` : `${what} ${name}`;
  const bufferMs = ((granted.bufferFrames * 1000) / granted.rateHz).toFixed(1);
  return `${which} (${granted.driver}, ${granted.rateHz} Hz, ${granted.channels} channels, buffers of ${bufferMs} ms)`;
}

const CODES: Readonly<Record<SdlError['code'], SoundErrorCode>> = {
  missing: 'missing',
  'no-device': 'not-found',
  'no-display': 'device',
  'no-monitor': 'device',
  'bad-option': 'device',
  'bad-picture': 'device',
  failed: 'device',
};

function soundError(spec: string, cause: unknown): unknown {
  return cause instanceof SdlError
    ? new SoundError(CODES[cause.code], spec, cause.message, { cause })
    : cause;
}
