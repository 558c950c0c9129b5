export { ScreenError, type ScreenErrorCode } from './error.ts';
export {
  type BrowserScreenOptions,
  type FileScreenOptions,
  openScreen,
  type ScreenOptions,
  type WindowScreenOptions,
} from './open-screen.ts';
export type {
  EncodedInfo,
  EncodedScreen,
  EncodedScreenCounters,
  PictureScreen,
  PlanarPicture,
  Screen,
  ScreenEvent,
  ShownInfo,
  UpgradeRequest,
} from './screen.ts';
