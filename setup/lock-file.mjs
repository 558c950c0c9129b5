// package-lock.json: what it names, and whether node_modules holds that.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [link] a workspace of ours
 * @property {boolean} [optional]
 * @property {boolean} [peer]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */

/**
 * Why `npm ci` has to run, or undefined when what is installed is what the lock file names. Compares contents, not
 * dates, which a checkout changes without changing what is needed.
 * @param {string} root the repository
 * @returns {string | undefined}
 */
export function whyInstall(root) {
  const wanted = entries(join(root, 'package-lock.json'));
  if (!existsSync(join(root, 'node_modules'))) return 'node_modules is missing';
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return 'an earlier installation did not end';
  const installed = entries(hidden);
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    if (!found && (entry.optional || entry.peer)) continue;
    if (!found) return `${nameOf(path)} is missing`;
    const same = found.version === entry.version && (!entry.link || found.resolved === entry.resolved);
    if (!same) return `${nameOf(path)} is ${kindOf(found)}, not ${kindOf(entry)}`;
  }
  return undefined;
}

/**
 * How many packages npm fetches on this kind of machine.
 * @param {string} root
 * @param {{ platform: string, arch: string }} machine
 */
export function countFetched(root, { platform, arch }) {
  const fits = (/** @type {[string, LockEntry]} */ [path, { link, os = [platform], cpu = [arch], libc }]) =>
    path.startsWith('node_modules/') &&
    !link &&
    os.includes(platform) &&
    cpu.includes(arch) &&
    !libc?.includes('musl');
  return Object.entries(entries(join(root, 'package-lock.json'))).filter(fits).length;
}

/**
 * @param {string} root
 * @param {string} name a package at the top of node_modules
 */
export function lockedVersion(root, name) {
  return entries(join(root, 'package-lock.json'))[`node_modules/${name}`]?.version;
}

/**
 * @param {string} path
 * @returns {Record<string, LockEntry>}
 */
function entries(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/** @param {string} path a place below node_modules */
function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** @param {LockEntry} entry */
function kindOf({ version, resolved }) {
  return version ?? `linked to ${resolved}`;
}
