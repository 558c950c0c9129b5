// Which test files there are, in which order they run, and which of them a person asked for.
import { existsSync, readdirSync } from 'node:fs';
import { join, matchesGlob, relative, sep } from 'node:path';

/**
 * @typedef {object} Stage files that run together
 * @property {string} name
 * @property {string[]} files absolute paths
 * @property {number} concurrency how many of them at a time
 * @property {number} hangMs when a file that does not end is given up; far longer than any takes
 */

const minuteMs = 60_000;
/** Tests across packages, but for those in virtual time. */
const measuring = /^(bench|tests\/(?!fuzz\/|link\/))/;
const skipped = new Set(['node_modules', 'dist', '.git', '.artifacts']);

/**
 * The tests of the repository: those beside the code first, and others that only compute, two at a time; then those that need
 * several processes, screens or sound devices, each alone, because they measure. Soak tests are asked for by name (`npm run
 * soak`).
 * @param {string} root
 * @param {readonly string[]} patterns parts of paths or globs relative to the root; none means all
 * @returns {Stage[]} without empty ones
 */
export function testStages(root, patterns) {
  const files = ['packages', 'setup', 'bench', 'tests']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => listFiles(join(root, folder)))
    .filter((file) => isTest(relativePath(root, file), patterns))
    .toSorted();
  const isAcross = (/** @type {string} */ file) => measuring.test(relativePath(root, file));
  return [
    { name: 'unit', files: files.filter((file) => !isAcross(file)), concurrency: 2, hangMs: 3 * minuteMs },
    { name: 'e2e', files: files.filter(isAcross), concurrency: 1, hangMs: 10 * minuteMs },
  ].filter((stage) => stage.files.length > 0);
}

/**
 * @param {string} root
 * @param {string} file
 */
function relativePath(root, file) {
  return relative(root, file).split(sep).join('/');
}

/**
 * @param {string} path relative to the root
 * @param {readonly string[]} patterns
 */
function isTest(path, patterns) {
  if (!/\.test\.(ts|mjs)$/.test(path) || path.startsWith('tests/soak/')) return false;
  return patterns.length === 0 || patterns.some((pattern) => matches(path, pattern));
}

/**
 * @param {string} path
 * @param {string} pattern
 */
function matches(path, pattern) {
  const plain = pattern.replace(/^\.\//, '');
  return path.includes(plain) || matchesGlob(path, plain);
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}
