// Looks whether a part of the system is there, by reading directories and the linker's cache: nothing is started.
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @import { Part } from './parts.mjs' */

/**
 * @typedef {object} Host
 * @property {NodeJS.Platform} platform
 * @property {string} arch as process.arch
 * @property {NodeJS.ProcessEnv} env
 * @property {string} root where the file system begins; '/' but in tests
 * @property {number} userId -1 where there are none
 */

/** @type {Host} */
export const thisHost = {
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  root: '/',
  userId: process.getuid?.() ?? -1,
};

/**
 * The parts that are not there. A part that does not exist on this kind of system is never missing.
 * @param {readonly Part[]} parts
 * @param {Host} host
 * @returns {Part[]}
 */
export function missingParts(parts, host) {
  return parts.filter((part) => exists(part, host) && !isThere(part, host));
}

/**
 * Where a program is that the person could start by its name.
 * @param {string} name
 * @param {Host} host
 * @returns {string | undefined}
 */
export function findCommand(name, { env, platform }) {
  const suffixes = platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    const found = suffixes
      .map((suffix) => join(folder, name + suffix))
      .find((path) => folder !== '' && isProgram(path));
    if (found) return found;
  }
  return undefined;
}

/**
 * Whether windows could open and sound could be heard here.
 * @param {Host} host
 */
export function findDesk({ platform, env, root, userId }) {
  if (platform !== 'linux') return { hasDisplay: true, hasSound: true };
  const runtime = env['XDG_RUNTIME_DIR'] ?? join(root, 'run', 'user', String(userId));
  const servers = [join(runtime, 'pulse', 'native'), join(runtime, 'pipewire-0')];
  return {
    hasDisplay: Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']),
    hasSound: Boolean(env['PULSE_SERVER']) || servers.some((path) => existsSync(path)) || hasSoundCard(root),
  };
}

/** @param {string} root */
function hasSoundCard(root) {
  const devices = join(root, 'dev', 'snd');
  return existsSync(devices) && readdirSync(devices).some((name) => name.startsWith('pcm'));
}

/**
 * @param {Part} part
 * @param {Host} host
 */
function exists({ library, packages }, { platform }) {
  if (platform === 'linux') return true;
  return platform === 'darwin' ? packages.brew !== undefined : library?.[platform] !== undefined;
}

/**
 * @param {Part} part
 * @param {Host} host
 */
function isThere({ commands = [], library, named }, host) {
  const own = named && host.env[named];
  if (own && existsSync(own)) return true;
  const names = library?.[host.platform];
  return (
    commands.every((name) => findCommand(name, host)) &&
    (!names || names.some((name) => hasLibrary(name, host)))
  );
}

/**
 * @param {string} name
 * @param {Host} host
 */
function hasLibrary(name, host) {
  return inLinkerCache(name, host) || libraryFolders(host).some((folder) => existsSync(join(folder, name)));
}

/**
 * Whether the dynamic linker's cache, a table that ends in path names with a zero after each, has a library that is
 * still there and of this machine's word length.
 * @param {string} name
 * @param {Host} host
 */
function inLinkerCache(name, { root, arch }) {
  const path = join(root, 'etc', 'ld.so.cache');
  if (!existsSync(path)) return false;
  const cache = readFileSync(path, 'latin1');
  const ending = `/${name}\0`;
  for (let at = cache.indexOf(ending); at >= 0; at = cache.indexOf(ending, at + 1)) {
    const file = cache.slice(cache.lastIndexOf('\0', at) + 1, at + ending.length - 1);
    const narrow = /\/(lib32|i386-linux-gnu|i686-linux-gnu)\//.test(file);
    if (!(narrow && arch.endsWith('64')) && existsSync(join(root, file))) return true;
  }
  return false;
}

/**
 * @param {Host} host
 * @returns {string[]}
 */
function libraryFolders({ platform, env, root }) {
  const named = [env['LD_LIBRARY_PATH'], env['DYLD_LIBRARY_PATH'], platform === 'win32' ? env['Path'] : '']
    .flatMap((list) => (list ?? '').split(delimiter))
    .filter((folder) => folder !== '');
  if (platform === 'darwin') return [...named, join(root, 'opt/homebrew/lib'), join(root, 'usr/local/lib')];
  if (platform !== 'linux') return named;
  const fixed = ['lib', 'lib64', 'usr/lib', 'usr/lib64', 'usr/local/lib'].map((folder) => join(root, folder));
  const usr = join(root, 'usr/lib');
  const multiarch = existsSync(usr)
    ? readdirSync(usr).filter((name) => /^(x86_64|aarch64|arm|riscv64)-/.test(name))
    : [];
  return [...named, ...fixed, ...multiarch.map((name) => join(usr, name))];
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
