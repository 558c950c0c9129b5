// Which npm to call from inside an npm script, and with what environment.

import { accessSync, constants } from 'node:fs';
import { basename, delimiter, dirname, join, sep } from 'node:path';

// What tells how and where the outer command runs. Where packages come from and are cached (registry, cache, proxies,
// certificates, user configuration) is the person's choice and stays.
const outerCommand = new RegExp(
  [
    '^npm_(lifecycle|package|old)_',
    '^npm_(command|node_execpath|execpath)$',
    '^npm_config_(local_prefix|global_prefix|prefix|global|location|workspaces?|include_workspace_root|if_present)$',
    '^npm_config_(loglevel|silent|quiet|json|parseable|dry_run|yes|call|package|node_options|foreground_scripts)$',
    '^npm_config_(package_lock|package_lock_only|save.*|omit|include|only|also|production|optional|dev)$',
    '^npm_config_(ignore_scripts|allow_scripts|install_strategy|install_links|engine_strict)$',
    '^(NODE_TEST_CONTEXT|INIT_CWD)$',
  ].join('|'),
  'i',
);

/**
 * The environment of an inner npm: the outer one without what npm set for its own script.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function innerEnvironment(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !outerCommand.test(name.replaceAll('-', '_'))),
  );
}

/**
 * The npm that called us, run by a Node that `npm ci` does not delete under its feet; without a calling npm (or with
 * another package manager's in its place), the one on the PATH.
 * @param {string} root the repository
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath the Node that runs this
 * @returns {readonly [string, ...string[]]}
 */
export function npmCommand(root, env, execPath) {
  const caller = env['npm_execpath'] ?? '';
  if (!/^npm(-cli)?\.[cm]?js$/.test(basename(caller))) return ['npm'];
  return [lastingNode(root, env, execPath), caller];
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath
 */
function lastingNode(root, env, execPath) {
  const inside = join(root, 'node_modules') + sep;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const onPath = (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  const candidates = [env['npm_node_execpath'] ?? '', execPath, ...onPath];
  return candidates.find((path) => path !== '' && !path.startsWith(inside) && isExecutable(path)) ?? execPath;
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A PATH on which install scripts find `npm` and `node` even if the person's has neither.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node
 */
export function pathWithNode(env, node) {
  return [env['PATH'], dirname(node)].filter(Boolean).join(delimiter);
}
