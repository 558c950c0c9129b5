import open from 'open';

/** Opens the page in the browser of the desktop, where there is one. Elsewhere its address has been printed. */
export async function openPage(url: string): Promise<void> {
  const { platform, env } = process;
  const hasDesktop =
    platform === 'darwin' ||
    platform === 'win32' ||
    (env['XDG_CURRENT_DESKTOP'] !== undefined && (env['DISPLAY'] ?? env['WAYLAND_DISPLAY']) !== undefined);
  if (!hasDesktop || env['CI'] !== undefined) return;
  const browser = await open(url);
  browser.on('error', () => {});
  browser.unref();
}
