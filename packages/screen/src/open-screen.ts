import { ScreenError } from './error.ts';
import type { Screen } from './screen.ts';
import type { ScreenOptions } from './screen-options.ts';

/**
 * Opens the screen that `spec` names and loads only what that one needs:
 * `window:` or `window:DISPLAY` (X display such as `:0`), `browser:`, `file:PATH`, `none:`.
 * Throws ScreenError `bad-spec`, `missing`, `no-display`, `file` or `failed`.
 */
export async function openScreen(spec: string, options: ScreenOptions): Promise<Screen> {
  const colon = spec.indexOf(':');
  const kind = colon < 0 ? spec : spec.slice(0, colon);
  const rest = colon < 0 ? '' : spec.slice(colon + 1);
  if (colon < 0) throw badSpec(spec, KINDS.has(kind) ? `say ${kind}:` : KINDS_ADVICE);
  switch (kind) {
    case 'window':
      return openWindow(spec, rest, options);
    case 'file': {
      if (rest === '') throw badSpec(spec, 'say file:PATH');
      const { openFileScreen } = await import('./file/file-screen.ts');
      return openFileScreen(rest, options);
    }
    case 'browser': {
      if (rest !== '') throw badSpec(spec, 'say browser:');
      const { BrowserScreen } = await import('./browser/browser-screen.ts');
      return new BrowserScreen(options);
    }
    case 'none': {
      if (rest !== '') throw badSpec(spec, 'say none:');
      const { NoneScreen } = await import('./none-screen.ts');
      return new NoneScreen(options.nowUs);
    }
    default:
      throw badSpec(spec, KINDS_ADVICE);
  }
}

const KINDS: ReadonlySet<string> = new Set(['window', 'browser', 'file', 'none']);
const KINDS_ADVICE = 'use window:, window:DISPLAY, browser:, file:PATH or none:';

async function openWindow(spec: string, display: string, options: ScreenOptions): Promise<Screen> {
  if (display !== '' && !/^[A-Za-z0-9._/-]*:\d+(\.\d+)?$/.test(display)) {
    const advice = /^\d+$/.test(display) ? `say window::${display}` : 'say window::0, for the X display :0';
    throw badSpec(spec, `${display} is not an X display, ${advice}`);
  }
  const load = import('./window-screen.ts').catch((cause: unknown) => {
    throw new ScreenError('missing', 'windows need koffi, which has no build for this system: use browser:', {
      cause,
    });
  });
  const { WindowScreen } = await load;
  return new WindowScreen(display === '' ? undefined : display, options);
}

function badSpec(spec: string, advice: string): ScreenError {
  return new ScreenError('bad-spec', `no screen is called ${JSON.stringify(spec)}: ${advice}`);
}
