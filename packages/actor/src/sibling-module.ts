/**
 * The URL of a module beside the caller's, with the caller's own extension: `.ts` when run from source, `.js` when
 * built. tsc rewrites imports but not URLs.
 *
 * @param path relative, without an extension, for example `./actors/camera`
 * @param from the caller's `import.meta.url`
 */
export function siblingModule(path: string, from: string): URL {
  return new URL(path + (from.endsWith('.ts') ? '.ts' : '.js'), from);
}
