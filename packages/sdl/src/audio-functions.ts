import type { SdlLibrary } from './library.ts';

/** The functions of SDL_audio.h that are used. */
export interface AudioFunctions {
  getCurrentAudioDriver(): string | null;
  getNumAudioDevices(isRecording: number): number;
  getAudioDeviceName(index: number, isRecording: number): string | null;
  /** Returns 0 when it fails. */
  openAudioDevice(
    name: string | null,
    isRecording: number,
    desired: Uint8Array,
    obtained: Uint8Array,
    allowedChanges: number,
  ): number;
  closeAudioDevice(id: number): void;
  pauseAudioDevice(id: number, pause: number): void;
  getAudioDeviceStatus(id: number): number;
  queueAudio(id: number, samples: Float32Array, bytes: number): number;
  dequeueAudio(id: number, samples: Float32Array, bytes: number): number;
  getQueuedAudioSize(id: number): number;
  clearQueuedAudio(id: number): void;
}

export function bindAudio({ declare }: SdlLibrary): AudioFunctions {
  return {
    getCurrentAudioDriver: declare('const char *SDL_GetCurrentAudioDriver()'),
    getNumAudioDevices: declare('int SDL_GetNumAudioDevices(int iscapture)'),
    getAudioDeviceName: declare('const char *SDL_GetAudioDeviceName(int index, int iscapture)'),
    openAudioDevice: declare(
      'uint32_t SDL_OpenAudioDevice(const char *device, int iscapture, const void *desired, _Out_ void *obtained, int allowed)',
    ),
    closeAudioDevice: declare('void SDL_CloseAudioDevice(uint32_t dev)'),
    pauseAudioDevice: declare('void SDL_PauseAudioDevice(uint32_t dev, int pause)'),
    getAudioDeviceStatus: declare('int SDL_GetAudioDeviceStatus(uint32_t dev)'),
    queueAudio: declare('int SDL_QueueAudio(uint32_t dev, const void *data, uint32_t len)'),
    dequeueAudio: declare('uint32_t SDL_DequeueAudio(uint32_t dev, _Out_ void *data, uint32_t len)'),
    getQueuedAudioSize: declare('uint32_t SDL_GetQueuedAudioSize(uint32_t dev)'),
    clearQueuedAudio: declare('void SDL_ClearQueuedAudio(uint32_t dev)'),
  };
}
