import koffi from 'koffi';
import { SdlError } from './error.ts';

/** Opaque C pointer; `null` is NULL. Passing the same value again allocates nothing. */
export type Pointer = bigint | null;

/** A C function. Buffers and typed arrays are passed as pointers to their memory, without a copy. */
type NativeFunction = (...args: never[]) => unknown;

/** SDL2, loaded into this process. SDL wants all its video calls on one thread. */
export interface SdlLibrary {
  /** File name that was loaded. */
  readonly path: string;
  /** Version of the loaded library, such as `2.26.5`. */
  readonly version: string;
  /**
   * Binds one function by its C prototype, such as `int SDL_PollEvent(_Out_ void *event)`; use `void *` for every
   * handle. The same prototype gives the same function again. Throws SdlError `missing` when this SDL lacks it.
   */
  readonly declare: <F extends NativeFunction>(prototype: string) => F;
  /** Binds a function that SDL found, such as one of OpenGL, by its address and its C prototype. */
  readonly declareAt: <F extends NativeFunction>(address: bigint, prototype: string) => F;
  /** The C string that the first word of a C struct points at; empty for NULL. */
  readString(struct: Uint8Array): string;
  /** SDL's own words for the last failed call of this thread; empty when there are none. */
  lastError(): string;
  /** Throws SdlError `failed`, saying `doing` and SDL's reason, when an SDL status is negative; returns the status. */
  check(status: number, doing: string): number;
  /** Throws SdlError `failed` like {@link check} when an SDL handle is NULL; returns the handle. */
  checkPointer(pointer: Pointer, doing: string): bigint;
  /** Sets an SDL hint over any environment variable of that name. Most count only before a subsystem starts. */
  setHint(name: string, value: string): void;
  /** Sets a variable of the C environment (Node's worker threads have a copy that C does not see). */
  setEnvironment(name: string, value: string): void;
  /** Starts a subsystem, counted: as many stops as starts end it. Returns whether it runs. */
  startSubsystem(flags: number): boolean;
  stopSubsystem(flags: number): void;
}

let loaded: SdlLibrary | undefined;

/**
 * Loads SDL2 once and keeps it. Throws SdlError `missing` that names the package to install.
 * SDL is told to leave SIGINT and SIGTERM to Node.
 */
export function loadSdl(): SdlLibrary {
  loaded ??= openLibrary(libraryNames(process.platform));
  return loaded;
}

/** Where SDL2 is looked for on a platform, most likely first. */
export function libraryNames(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'win32') return ['SDL2.dll'];
  if (platform === 'darwin') {
    return [
      'libSDL2.dylib',
      'libSDL2-2.0.0.dylib',
      '/opt/homebrew/lib/libSDL2.dylib',
      '/usr/local/lib/libSDL2.dylib',
      '/Library/Frameworks/SDL2.framework/SDL2',
    ];
  }
  return ['libSDL2-2.0.so.0', 'libSDL2-2.0.so', 'libSDL2.so'];
}

/** Loads the first of `names` that there is, without the cache of {@link loadSdl}. */
export function openLibrary(names: readonly string[]): SdlLibrary {
  let cause: unknown;
  for (const name of names) {
    let handle: ReturnType<typeof koffi.load>;
    try {
      handle = koffi.load(name);
    } catch (error) {
      cause ??= error;
      continue;
    }
    return bind(name, handle);
  }
  throw new SdlError('missing', `SDL2 is not installed: ${installAdvice(process.platform)}`, { cause });
}

/** What a person types to get SDL2. */
export function installAdvice(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'put SDL2.dll on the PATH';
  if (platform === 'darwin') return 'type brew install sdl2';
  return 'type apt-get install libsdl2-2.0-0 (or install the SDL2 package of your system)';
}

function bind(path: string, handle: ReturnType<typeof koffi.load>): SdlLibrary {
  const functions = new Map<string, NativeFunction>();

  function declare<F extends NativeFunction>(prototype: string): F {
    let native = functions.get(prototype);
    if (native === undefined) {
      try {
        native = handle.func(prototype) as NativeFunction;
      } catch (cause) {
        throw new SdlError('missing', `${path} lacks ${prototype}: install a newer SDL2`, { cause });
      }
      functions.set(prototype, native);
    }
    return native as F;
  }

  const getVersion = declare<(version: Uint8Array) => void>('void SDL_GetVersion(_Out_ void *version)');
  const getError = declare<() => string>('const char *SDL_GetError()');
  const setHint = declare<(name: string, value: string, priority: number) => boolean>(
    'bool SDL_SetHintWithPriority(const char *name, const char *value, int priority)',
  );
  const setenv = declare<(name: string, value: string, overwrite: number) => number>(
    'int SDL_setenv(const char *name, const char *value, int overwrite)',
  );
  const initSubSystem = declare<(flags: number) => number>('int SDL_InitSubSystem(uint32_t flags)');
  const quitSubSystem = declare<(flags: number) => void>('void SDL_QuitSubSystem(uint32_t flags)');

  const number = new Uint8Array(3);
  getVersion(number);
  declare<() => void>('void SDL_SetMainReady()')();

  const library: SdlLibrary = {
    path,
    version: number.join('.'),
    declare,
    declareAt,
    readString(struct) {
      const value: unknown = koffi.decode(struct, 'const char *');
      return typeof value === 'string' ? value : '';
    },
    lastError: getError,
    check(status, doing) {
      if (status < 0) throw new SdlError('failed', `SDL could not ${doing}: ${getError()}`);
      return status;
    },
    checkPointer(pointer, doing) {
      if (pointer === null) throw new SdlError('failed', `SDL could not ${doing}: ${getError()}`);
      return pointer;
    },
    setHint(name, value) {
      setHint(name, value, HINT_OVERRIDE);
    },
    setEnvironment(name, value) {
      setenv(name, value, 1);
    },
    startSubsystem: (flags) => initSubSystem(flags) === 0,
    stopSubsystem: quitSubSystem,
  };
  library.setHint('SDL_NO_SIGNAL_HANDLERS', '1');
  return library;
}

function declareAt<F extends NativeFunction>(address: bigint, prototype: string): F {
  let type = prototypes.get(prototype);
  if (type === undefined) {
    type = koffi.proto(prototype);
    prototypes.set(prototype, type);
  }
  return koffi.decode(address, type) as F;
}

/** koffi's type names are global to the process: a prototype may be defined once only. */
const prototypes = new Map<string, ReturnType<typeof koffi.proto>>();

const HINT_OVERRIDE = 2;
