export { type AudioDirection, listAudioDevices } from './audio.ts';
export { AudioDevice, type AudioDeviceOptions } from './audio-device.ts';
export type { GrantedAudio } from './audio-spec.ts';
export { SdlError, type SdlErrorCode } from './error.ts';
export { loadSdl, type Pointer, type SdlLibrary } from './library.ts';
export { MAX_PICTURE_SIZE, type PlanarPicture } from './picture.ts';
export type { RendererChoice } from './renderer.ts';
export { Window, type WindowOptions } from './window.ts';
export type { WindowEvent } from './window-event.ts';
