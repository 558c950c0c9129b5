import type { Pointer, SdlLibrary } from './library.ts';

/** SDL's window, renderer, texture and event functions, as in its C headers. */
export interface VideoFunctions {
  getCurrentVideoDriver(): string | null;
  createWindow(title: string, x: number, y: number, width: number, height: number, flags: number): Pointer;
  destroyWindow(window: Pointer): void;
  showWindow(window: Pointer): void;
  setWindowTitle(window: Pointer, title: string): void;
  getWindowDisplayIndex(window: Pointer): number;
  getDisplayBounds(index: number, rect: Int32Array): number;
  getNumVideoDisplays(): number;
  getDisplayName(index: number): string | null;
  getDesktopDisplayMode(index: number, mode: Int32Array): number;
  /** Undefined before SDL 2.26. */
  readonly getWindowSizeInPixels:
    | ((window: Pointer, width: Int32Array, height: Int32Array) => void)
    | undefined;
  getWindowPosition(window: Pointer, x: Int32Array, y: Int32Array): void;
  setWindowPosition(window: Pointer, x: number, y: number): void;
  getWindowSize(window: Pointer, width: Int32Array, height: Int32Array): void;
  setWindowSize(window: Pointer, width: number, height: number): void;
  setWindowFullscreen(window: Pointer, flags: number): number;
  showCursor(toggle: number): number;
  disableScreenSaver(): void;
  createRenderer(window: Pointer, index: number, flags: number): Pointer;
  destroyRenderer(renderer: Pointer): void;
  getRendererInfo(renderer: Pointer, info: Uint8Array): number;
  getRendererOutputSize(renderer: Pointer, width: Int32Array, height: Int32Array): number;
  glGetProcAddress(name: string): Pointer;
  setRenderDrawColor(renderer: Pointer, r: number, g: number, b: number, a: number): number;
  renderClear(renderer: Pointer): number;
  renderCopy(renderer: Pointer, texture: Pointer, source: Int32Array, target: Int32Array): number;
  /** `vertices` are of 20 bytes each: two floats of position, four bytes of colour, two floats of texture place. */
  renderGeometry(
    renderer: Pointer,
    texture: Pointer,
    vertices: Uint8Array,
    vertexCount: number,
    indices: Int32Array,
    indexCount: number,
  ): number;
  renderPresent(renderer: Pointer): void;
  createTexture(renderer: Pointer, format: number, access: number, width: number, height: number): Pointer;
  destroyTexture(texture: Pointer): void;
  updateYuvTexture(
    texture: Pointer,
    rect: null,
    y: Uint8Array,
    yStride: number,
    u: Uint8Array,
    uStride: number,
    v: Uint8Array,
    vStride: number,
  ): number;
  updateNvTexture(
    texture: Pointer,
    rect: null,
    y: Uint8Array,
    yStride: number,
    uv: Uint8Array,
    uvStride: number,
  ): number;
  setYuvConversionMode(mode: number): void;
  pollEvent(event: Uint8Array): number;
}

export function bindVideo(library: SdlLibrary): VideoFunctions {
  const { declare } = library;
  return {
    getCurrentVideoDriver: declare('const char *SDL_GetCurrentVideoDriver()'),
    createWindow: declare(
      'void *SDL_CreateWindow(const char *title, int x, int y, int w, int h, uint32_t flags)',
    ),
    destroyWindow: declare('void SDL_DestroyWindow(void *window)'),
    showWindow: declare('void SDL_ShowWindow(void *window)'),
    setWindowTitle: declare('void SDL_SetWindowTitle(void *window, const char *title)'),
    getWindowDisplayIndex: declare('int SDL_GetWindowDisplayIndex(void *window)'),
    getDisplayBounds: declare('int SDL_GetDisplayBounds(int index, _Out_ void *rect)'),
    getNumVideoDisplays: declare('int SDL_GetNumVideoDisplays()'),
    getDisplayName: declare('const char *SDL_GetDisplayName(int index)'),
    getDesktopDisplayMode: declare('int SDL_GetDesktopDisplayMode(int index, _Out_ void *mode)'),
    getWindowSizeInPixels: isAtLeast(library.version, 2, 26)
      ? declare('void SDL_GetWindowSizeInPixels(void *window, _Out_ int *w, _Out_ int *h)')
      : undefined,
    getWindowPosition: declare('void SDL_GetWindowPosition(void *window, _Out_ int *x, _Out_ int *y)'),
    setWindowPosition: declare('void SDL_SetWindowPosition(void *window, int x, int y)'),
    getWindowSize: declare('void SDL_GetWindowSize(void *window, _Out_ int *w, _Out_ int *h)'),
    setWindowSize: declare('void SDL_SetWindowSize(void *window, int w, int h)'),
    setWindowFullscreen: declare('int SDL_SetWindowFullscreen(void *window, uint32_t flags)'),
    showCursor: declare('int SDL_ShowCursor(int toggle)'),
    disableScreenSaver: declare('void SDL_DisableScreenSaver()'),
    createRenderer: declare('void *SDL_CreateRenderer(void *window, int index, uint32_t flags)'),
    destroyRenderer: declare('void SDL_DestroyRenderer(void *renderer)'),
    getRendererInfo: declare('int SDL_GetRendererInfo(void *renderer, _Out_ void *info)'),
    getRendererOutputSize: declare(
      'int SDL_GetRendererOutputSize(void *renderer, _Out_ int *w, _Out_ int *h)',
    ),
    glGetProcAddress: declare('void *SDL_GL_GetProcAddress(const char *name)'),
    setRenderDrawColor: declare(
      'int SDL_SetRenderDrawColor(void *renderer, uint8_t r, uint8_t g, uint8_t b, uint8_t a)',
    ),
    renderClear: declare('int SDL_RenderClear(void *renderer)'),
    renderCopy: declare(
      'int SDL_RenderCopy(void *renderer, void *texture, const void *source, const void *target)',
    ),
    renderGeometry: declare(
      'int SDL_RenderGeometry(void *renderer, void *texture, const void *vertices, int vertexCount, const void *indices, int indexCount)',
    ),
    renderPresent: declare('void SDL_RenderPresent(void *renderer)'),
    createTexture: declare(
      'void *SDL_CreateTexture(void *renderer, uint32_t format, int access, int w, int h)',
    ),
    destroyTexture: declare('void SDL_DestroyTexture(void *texture)'),
    updateYuvTexture: declare(
      'int SDL_UpdateYUVTexture(void *texture, const void *rect, const void *y, int yPitch, const void *u, int uPitch, const void *v, int vPitch)',
    ),
    updateNvTexture: declare(
      'int SDL_UpdateNVTexture(void *texture, const void *rect, const void *y, int yPitch, const void *uv, int uvPitch)',
    ),
    setYuvConversionMode: declare('void SDL_SetYUVConversionMode(int mode)'),
    pollEvent: declare('int SDL_PollEvent(_Out_ void *event)'),
  };
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
