// The Node that everything of this project runs on, and the environment it gets.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Where the package `node` puts its binary.
 * @param {string} root
 */
export function pinnedNode(root) {
  const windows = process.platform === 'win32';
  return join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
}

/**
 * The Node to use: the pinned one, or the one that runs this where there is none for the machine and this one can run
 * TypeScript by itself.
 * @param {string} root
 * @param {{ version: string, execPath: string }} own the running Node
 * @returns {string | undefined} undefined when neither will do
 */
export function usableNode(root, own = process) {
  const pinned = pinnedNode(root);
  if (existsSync(pinned)) return pinned;
  return runsTypeScript(own.version) ? own.execPath : undefined;
}

/** @param {string} version as in process.version */
function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/**
 * The environment of what we start: our tools first on the PATH, compiled code kept for the next start.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function projectEnvironment(root, env) {
  const bin = join(root, 'node_modules', '.bin');
  // Windows spells it Path, and a copy of the environment no longer looks the same either way.
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = (env[pathName] ?? '').split(delimiter).filter((folder) => folder !== '' && folder !== bin);
  const { NODE_TEST_CONTEXT: _, ...kept } = env;
  return {
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'ajar-compile'),
    ...kept,
    [pathName]: [bin, ...folders].join(delimiter),
  };
}
