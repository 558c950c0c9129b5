export { SdlError, type SdlErrorCode } from './error.ts';
export { loadSdl, type Pointer, type SdlLibrary } from './library.ts';
