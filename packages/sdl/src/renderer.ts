import { existsSync, readdirSync } from 'node:fs';
import type { Pointer, SdlLibrary } from './library.ts';
import type { Video } from './video.ts';
import type { VideoFunctions } from './video-functions.ts';

/** `auto` uses a graphics card where there is one and else SDL's own software renderer. */
export type RendererChoice = 'auto' | 'accelerated' | 'software';

/** An SDL window, still hidden, and what draws into it. */
export interface Canvas {
  readonly window: bigint;
  readonly renderer: bigint;
  /** SDL's name of the renderer: `software`, `opengl`, `metal`, `direct3d11`… */
  readonly name: string;
}

/**
 * Creates a window by `createWindow` and a renderer for it. Throws SdlError `failed`.
 *
 * OpenGL without a graphics card (Mesa's llvmpipe) takes 11 ms for a 1080p picture where SDL's own converter and
 * XShmPutImage take 1.7 ms, so software that calls itself accelerated is recognised and refused by `auto`.
 */
export function createCanvas(
  video: Video,
  choice: RendererChoice,
  vsync: boolean,
  createWindow: () => bigint,
): Canvas {
  const vsyncFlag = vsync ? RENDERER_PRESENT_VSYNC : 0;
  if (choice === 'accelerated' || (choice === 'auto' && mayHaveGraphicsCard())) {
    const canvas = tryCanvas(video, RENDERER_ACCELERATED | vsyncFlag, createWindow);
    if (canvas !== undefined && (choice === 'accelerated' || !drawsInSoftware(video, canvas))) return canvas;
    if (canvas !== undefined) destroyCanvas(video.functions, canvas);
    else if (choice === 'accelerated') video.library.checkPointer(null, 'create an accelerated renderer');
  }
  // Without this SDL presents even its software renderer through OpenGL: 8.8 ms instead of 0.44 ms at 1080p.
  // Only X11 is known to have a plain way as well.
  if (video.driver === 'x11') video.library.setHint('SDL_FRAMEBUFFER_ACCELERATION', '0');
  const canvas = tryCanvas(video, RENDERER_SOFTWARE | vsyncFlag, createWindow);
  if (canvas === undefined) video.library.checkPointer(null, 'create a renderer');
  return canvas as Canvas;
}

export function destroyCanvas(functions: VideoFunctions, canvas: Canvas): void {
  functions.destroyRenderer(canvas.renderer);
  functions.destroyWindow(canvas.window);
}

function tryCanvas(video: Video, flags: number, createWindow: () => bigint): Canvas | undefined {
  const window = createWindow();
  const renderer = video.functions.createRenderer(window, -1, flags);
  if (renderer === null) {
    video.functions.destroyWindow(window);
    return undefined;
  }
  return { window, renderer, name: rendererName(video, renderer) };
}

function rendererName(video: Video, renderer: Pointer): string {
  const info = new Uint8Array(RENDERER_INFO_BYTES);
  if (video.functions.getRendererInfo(renderer, info) !== 0) return 'unknown';
  return video.library.readString(info);
}

function drawsInSoftware(video: Video, canvas: Canvas): boolean {
  if (!canvas.name.startsWith('opengl')) return false;
  return /llvmpipe|softpipe|swrast|software/i.test(glRendererName(video.library, video.functions));
}

function glRendererName(library: SdlLibrary, functions: VideoFunctions): string {
  const address = functions.glGetProcAddress('glGetString');
  if (address === null) return '';
  const glGetString = library.declareAt<(name: number) => string | null>(
    address,
    'const char *glGetString(uint32_t name)',
  );
  return glGetString(GL_RENDERER) ?? '';
}

/** Asking OpenGL costs a tenth of a second and tens of megabytes, so Linux is asked for device files first. */
function mayHaveGraphicsCard(): boolean {
  if (process.platform !== 'linux') return true;
  if (existsSync('/dev/nvidiactl') || existsSync('/dev/dxg')) return true;
  try {
    return readdirSync('/dev/dri').some((name) => name.startsWith('render') || name.startsWith('card'));
  } catch {
    return false;
  }
}

const RENDERER_SOFTWARE = 1;
const RENDERER_ACCELERATED = 2;
const RENDERER_PRESENT_VSYNC = 4;
const RENDERER_INFO_BYTES = 128;
const GL_RENDERER = 0x1f01;
