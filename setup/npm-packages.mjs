// Installs the npm packages as package-lock.json says.
import { existsSync } from 'node:fs';
import { runCommand } from './command.mjs';
import { countFetched, lockedVersion, whyInstall } from './lock-file.mjs';
import { innerEnvironment, npmCommand, pathWithNode } from './npm-environment.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { openProgress, say } from './say.mjs';

/** @import { Outcome, Run } from './command.mjs' */
/** @import { Out } from './say.mjs' */
/** @typedef {{ env?: NodeJS.ProcessEnv, execPath?: string, run?: Run, out?: Out }} NpmOptions */

/**
 * Installs what package-lock.json names, without the packages' install scripts: all of ours bring their binaries as
 * packages, and such scripts would fetch more from elsewhere. Only the pinned Node needs its own: see installNode.
 * @param {string} root
 * @param {string} reason
 * @param {NpmOptions} [options]
 * @returns {Promise<boolean>} whether everything is there now; if not, the reason has been said
 */
export async function installPackages(root, reason, options = {}) {
  const total = countFetched(root, process);
  const progress = openProgress('installing the npm packages', ` (${reason})`, options.out);
  const install = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--loglevel=http',
    '--no-progress',
    '--fetch-retries=3',
    '--fetch-retry-maxtimeout=10000',
  ];
  let fetched = 0;
  const outcome = await npm(root, install, options, (line) => {
    if (line.startsWith('npm http fetch GET 200 ') && line.includes('.tgz')) fetched += 1;
    const trouble = /attempt \d+ failed with (\w+)/.exec(line)?.[1];
    progress.update(trouble ? `trying again after ${trouble}` : `${fetched} of ${total} packages fetched`);
  });
  // npm 10 may lose its way over a network that fails, and end with status 0 and nothing installed.
  const missing = whyInstall(root);
  if (outcome.ok && missing === undefined) {
    progress.done('npm packages installed');
    return true;
  }
  progress.done(outcome.ok ? `npm ci did not do its work: ${missing}` : 'npm ci failed');
  explain(outcome, options.out);
  return false;
}

/**
 * Has npm link the pinned Node, the one package whose install script is needed and allowed (package.json's
 * allowScripts).
 * @param {string} root
 * @param {NpmOptions} [options]
 * @returns {Promise<boolean>} false when there is still none; the reason has been said
 */
export async function installNode(root, options = {}) {
  const version = lockedVersion(root, 'node') ?? '';
  const progress = openProgress(`installing Node ${version}`, ', on which this project runs', options.out);
  const outcome = await npm(
    root,
    ['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'],
    options,
  );
  const path = pinnedNode(root);
  if (outcome.ok && existsSync(path)) {
    progress.done(`Node ${version} installed`);
    return true;
  }
  progress.done(`Node ${version} did not arrive: ${path} is missing`);
  explain(outcome, options.out);
  return false;
}

/**
 * What stopped npm, in one line that says what to do.
 * @param {readonly string[]} lines what npm printed
 * @returns {string}
 */
export function npmFailure(lines) {
  const text = lines.join('\n');
  return causes.find(([pattern]) => pattern.test(text))?.[1] ?? 'npm says why above';
}

/** @type {readonly (readonly [RegExp, string])[]} */
const causes = [
  [/ENOSPC|no space left/i, 'the disk is full: free about 1 GB, then try again'],
  [
    /EUSAGE|in sync/,
    'package.json and package-lock.json do not agree: run `npm install` and commit the lock file',
  ],
  [
    /_CERT|CERT_|certificate|ERR_TLS/,
    'the registry’s certificate is not trusted: behind a proxy, set NODE_EXTRA_CA_CERTS to its certificate',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR/,
    'no network: npm could not reach its registry (see `npm config get registry`, and HTTPS_PROXY behind a proxy)',
  ],
  [
    /EINTEGRITY/,
    'a package is not the one that was locked: clear the cache with `npm cache clean --force`, try again',
  ],
  [/E40[13]/, 'the registry refuses access: see `npm config get registry` and log in to it'],
  [/E404|ETARGET/, 'the registry does not have a package of this version: see `npm config get registry`'],
  [/EACCES|EPERM|EROFS/, 'this user may not write here: change the owner of the repository, or of ~/.npm'],
  [
    /ENOENT.*\bnpm\b|npm: spawn|npm: not found/,
    'npm is not on the PATH: install Node 20 or newer, with its npm',
  ],
];

/**
 * @param {Outcome} outcome
 * @param {Out} [out]
 */
function explain({ lines }, out = process.stderr) {
  // npm begins with what is wrong and may end with pages of help; other programs end with what is wrong.
  const errors = lines.filter((line) => /^npm (error|ERR!) +\S/.test(line));
  const telling =
    errors.length > 0 ? errors.slice(0, 8) : lines.filter((line) => line.trim() !== '').slice(-8);
  for (const line of telling) out.write(`  ${line}\n`);
  say(npmFailure(lines), out);
}

/**
 * @param {string} root
 * @param {string[]} args
 * @param {NpmOptions} options
 * @param {(line: string) => void} [onLine]
 */
function npm(root, args, { env = process.env, execPath = process.execPath, run = runCommand }, onLine) {
  const [program, ...first] = npmCommand(root, env, execPath);
  const inner = { ...innerEnvironment(env), PATH: pathWithNode(env, execPath) };
  return run([program, ...first, ...args], { cwd: root, env: inner, ...(onLine && { onLine }) });
}
