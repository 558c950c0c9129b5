import type { Monitor } from '@ajar/sdl';
import { ScreenError } from './error.ts';

export type { Monitor } from '@ajar/sdl';

/**
 * The monitors of an X display such as `:0`, by default of this session, as the option `monitor` calls them. Throws
 * ScreenError `missing` or `no-display`.
 */
export async function listMonitors(display?: string): Promise<readonly Monitor[]> {
  const { listMonitors: list, SdlError } = await import('@ajar/sdl');
  try {
    return list(display);
  } catch (cause) {
    if (!(cause instanceof SdlError)) throw cause;
    throw new ScreenError(cause.code === 'missing' ? 'missing' : 'no-display', cause.message, { cause });
  }
}
