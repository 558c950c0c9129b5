export { ScreenError, type ScreenErrorCode } from './error.ts';
export { listMonitors, type Monitor } from './monitors.ts';
export { openScreen } from './open-screen.ts';
export type {
  EncodedInfo,
  EncodedScreen,
  EncodedScreenCounters,
  PictureScreen,
  Placement,
  PlanarPicture,
  Rect,
  Screen,
  ScreenEvent,
  ShownInfo,
  UpgradeRequest,
} from './screen.ts';
export type {
  BrowserScreenOptions,
  FileScreenOptions,
  ScreenOptions,
  WindowScreenOptions,
} from './screen-options.ts';
export type { VideoCodec } from './video-codec.ts';
