import { type AudioFunctions, bindAudio } from './audio-functions.ts';
import { SdlError } from './error.ts';
import { loadSdl, type SdlLibrary } from './library.ts';

/** Which way sound flows: to a loudspeaker or from a microphone. */
export type AudioDirection = 'playback' | 'recording';

/** SDL's audio part, running. */
export interface Audio {
  readonly library: SdlLibrary;
  readonly functions: AudioFunctions;
  /** SDL's name of the sound system: `pulseaudio`, `alsa`, `pipewire`, `coreaudio`, `wasapi`… */
  readonly driver: string;
  stop(): void;
}

/**
 * Starts SDL's audio part, on the sound system of that name (`pulseaudio`) if one is given and else on the first that
 * works. A process keeps to the first sound system for as long as its audio part runs.
 * Throws SdlError `missing` (no SDL2) or `no-device`.
 */
export function startAudio(driver?: string): Audio {
  const library = loadSdl();
  const functions = bindAudio(library);
  // SDL hides the monitors of loudspeakers. Those of PulseAudio's null sinks are the microphones of rooms without hardware.
  library.setHint('SDL_AUDIO_INCLUDE_MONITORS', '1');
  library.setHint('SDL_AUDIO_DEVICE_APP_NAME', 'Ajar');
  if (!startOn(library, driver)) {
    throw new SdlError(
      'no-device',
      `no sound system (${library.lastError()}): start one, such as pulseaudio`,
    );
  }
  const running = functions.getCurrentAudioDriver() ?? 'none';
  if (driver !== undefined && running !== driver) {
    library.stopSubsystem(SUBSYSTEM_AUDIO);
    throw new SdlError(
      'no-device',
      `this process already uses ${running} for sound: it cannot use ${driver} as well`,
    );
  }
  return { library, functions, driver: running, stop: () => library.stopSubsystem(SUBSYSTEM_AUDIO) };
}

function startOn(library: SdlLibrary, driver: string | undefined): boolean {
  if (driver === undefined) return library.startSubsystem(SUBSYSTEM_AUDIO);
  const usual = process.env['SDL_AUDIODRIVER'] ?? '';
  library.setEnvironment('SDL_AUDIODRIVER', driver);
  const started = library.startSubsystem(SUBSYSTEM_AUDIO);
  library.setEnvironment('SDL_AUDIODRIVER', usual);
  return started;
}

/**
 * Names of the devices of one direction, as `AudioDevice.open` takes them. With PulseAudio these are descriptions, not
 * the names of its nodes. Throws SdlError `missing` or `no-device`.
 */
export function listAudioDevices(direction: AudioDirection, driver?: string): string[] {
  const audio = startAudio(driver);
  try {
    return audioDeviceNames(audio.functions, direction);
  } finally {
    audio.stop();
  }
}

export function audioDeviceNames(functions: AudioFunctions, direction: AudioDirection): string[] {
  const recording = direction === 'recording' ? 1 : 0;
  const count = Math.max(0, functions.getNumAudioDevices(recording));
  const names: string[] = [];
  for (let i = 0; i < count; i++) names.push(functions.getAudioDeviceName(i, recording) ?? '');
  return names.filter((name) => name !== '');
}

const SUBSYSTEM_AUDIO = 0x10;
