import { SdlError } from './error.ts';
import type { SdlLibrary } from './library.ts';
import { bindVideo, type VideoFunctions } from './video-functions.ts';

/** SDL's video part, running. Only the thread that started it may use it. */
export interface Video {
  readonly library: SdlLibrary;
  readonly functions: VideoFunctions;
  /** SDL's name of the system that shows windows: `x11`, `wayland`, `windows`, `cocoa`, `KMSDRM`. */
  readonly driver: string;
  stop(): void;
}

/**
 * Starts SDL's video part, on the X display of that name (`:0`) if one is given and else on what this session has.
 * A process keeps to the first display for as long as its video part runs.
 * Throws SdlError `no-display`.
 */
export function startVideo(library: SdlLibrary, xDisplay: string | undefined): Video {
  if (xDisplay !== undefined) {
    library.setEnvironment('DISPLAY', xDisplay);
    library.setEnvironment('SDL_VIDEODRIVER', 'x11');
  } else if (process.platform === 'linux' && !hasSession(process.env)) {
    throw new SdlError(
      'no-display',
      'no display to open a window on: set DISPLAY, or name an X display such as :0',
    );
  }
  library.setHint('SDL_VIDEO_ALLOW_SCREENSAVER', '0');
  library.setHint('SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS', '0');
  // Else Windows would show a smaller picture, enlarged.
  library.setHint('SDL_WINDOWS_DPI_AWARENESS', 'permonitorv2');
  const functions = bindVideo(library);
  const where = xDisplay ?? process.env['DISPLAY'];
  if (!library.startSubsystem(SUBSYSTEM_VIDEO)) throw refused(where, library.lastError());
  const driver = functions.getCurrentVideoDriver() ?? 'none';
  if (driver === 'dummy' || driver === 'offscreen') {
    library.stopSubsystem(SUBSYSTEM_VIDEO);
    throw refused(where, `SDL fell back to its ${driver} display, which nobody sees`);
  }
  return { library, functions, driver, stop: () => library.stopSubsystem(SUBSYSTEM_VIDEO) };
}

function hasSession(environment: NodeJS.ProcessEnv): boolean {
  return ['DISPLAY', 'WAYLAND_DISPLAY', 'SDL_VIDEODRIVER'].some((name) => (environment[name] ?? '') !== '');
}

function refused(xDisplay: string | undefined, reason: string): SdlError {
  const where = xDisplay === undefined ? 'the display' : `display ${xDisplay}`;
  return new SdlError(
    'no-display',
    `cannot open a window on ${where} (${reason}): start an X server there, or let this user in with xhost or xauth`,
  );
}

const SUBSYSTEM_VIDEO = 0x20;
