import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The page cannot be served. */
export class WebError extends Error {
  override readonly name = 'WebError';
  /** `not-built`: the bundle is missing. */
  readonly code: 'not-built';
  /** The folder that should hold the bundle. */
  readonly directory: string;

  constructor(directory: string) {
    super('the page is not built: run `node setup/build-page.mjs`');
    this.code = 'not-built';
    this.directory = directory;
  }
}

/**
 * The folder of the built page: `index.html`, `app.js`, `app.css` and `icon.svg`, to be served as they are at the root of
 * an address whose `/control` and `/view/…` are the WebSockets that the page talks to. The page asks nothing of anyone else.
 *
 * @throws WebError `not-built` when the bundle is missing.
 */
export function pageDirectory(): string {
  const directory = join(fileURLToPath(new URL('..', import.meta.url)), 'dist', 'page');
  if (!existsSync(join(directory, 'index.html'))) throw new WebError(directory);
  return directory;
}
