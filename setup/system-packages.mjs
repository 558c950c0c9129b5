// Brings missing parts of the system: installs them where that needs no password, else names the command to type.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runCommand } from './command.mjs';
import { findCommand, missingParts } from './detect.mjs';
import { openProgress, say } from './say.mjs';

/** @import { Command, Outcome, Run } from './command.mjs' */
/** @import { Host } from './detect.mjs' */
/** @import { PackageManager, Part } from './parts.mjs' */
/** @import { Out } from './say.mjs' */

/** @typedef {'root' | 'sudo' | 'none'} Access how apt-get may be used without asking anyone */

const lockWaitS = 120;
const lockPollMs = 3000;

/**
 * Sees to it that the parts are there as far as that is possible, and says what is installed and why, or what is
 * missing, what does not work without it and what to type. Never fails: what is still missing is the result.
 * @param {readonly Part[]} wanted
 * @param {Host} host
 * @param {{ run?: Run, wait?: (ms: number) => Promise<unknown>, out?: Out }} [options]
 * @returns {Promise<Part[]>}
 */
export async function bringParts(
  wanted,
  host,
  { run = runCommand, wait = pause, out = process.stderr } = {},
) {
  const missing = missingParts(wanted, host);
  if (missing.length === 0) return [];
  const access = await findAccess(host, run);
  if (access !== 'none') await install(missing, access, host, { run, wait, out });
  const still = access === 'none' ? missing : missingParts(missing, host);
  for (const line of advice(still, host)) say(line, out);
  return still;
}

/**
 * What to tell a person about parts that are missing: a line each, then the one command that brings them all.
 * @param {readonly Part[]} missing
 * @param {Host} host
 * @returns {string[]}
 */
export function advice(missing, host) {
  if (missing.length === 0) return [];
  const lines = missing.map(
    (part) => `not installed: ${part.name} (${part.why}). Without it: ${part.without}.`,
  );
  const command = commandToType(missing, host);
  const names = missing.map((part) => part.name).join(', ');
  return [
    ...lines,
    command ? `to install, type: ${command}` : `to install, use your system’s packages of ${names}`,
  ];
}

/**
 * The apt-get commands that install packages, in a way that nobody has to answer.
 * @param {readonly string[]} packages
 * @param {'root' | 'sudo'} access
 * @returns {{ update: Command, install: Command }}
 */
export function aptCommands(packages, access) {
  /** @type {Command} */
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C', 'apt-get', '-q', '-o', 'Dpkg::Use-Pty=0'];
  /** @type {Command} */
  const base = access === 'sudo' ? ['sudo', '-n', ...apt] : apt;
  const waiting = ['-o', `DPkg::Lock::Timeout=${lockWaitS}`];
  return {
    update: [...base, ...waiting, 'update'],
    install: [...base, ...waiting, 'install', '-y', '--no-install-recommends', ...packages],
  };
}

/**
 * What stopped apt-get, in one line.
 * @param {readonly string[]} lines what it printed
 * @returns {string}
 */
export function aptFailure(lines) {
  const text = lines.join('\n');
  const cause = causes.find(([pattern]) => pattern.test(text));
  return (
    cause?.[1] ?? lines.findLast((line) => line.startsWith('E: ')) ?? 'apt-get failed without saying why'
  );
}

/** @type {readonly (readonly [RegExp, string])[]} */
const causes = [
  [/No space left|don't have enough free space/, 'the disk is full'],
  [
    /Could not get lock|Unable to acquire the dpkg frontend lock/,
    'another program is installing packages: try again later',
  ],
  [
    /Temporary failure resolving|Could not resolve|Could not connect|Network is unreachable/,
    'no network: apt-get could not reach its servers',
  ],
  [/dpkg was interrupted/, 'an earlier installation was interrupted: run `sudo dpkg --configure -a`'],
  [/Unable to locate package|no installation candidate/, 'this system’s package lists do not have it'],
];

/**
 * @param {Host} host
 * @param {Run} run
 * @returns {Promise<Access>}
 */
async function findAccess(host, run) {
  if (host.platform !== 'linux' || !findCommand('apt-get', host)) return 'none';
  if (host.userId === 0) return 'root';
  if (!findCommand('sudo', host)) return 'none';
  return (await run(['sudo', '-n', 'true'], { env: host.env })).ok ? 'sudo' : 'none';
}

/**
 * @param {readonly Part[]} missing
 * @param {'root' | 'sudo'} access
 * @param {Host} host
 * @param {{ run: Run, wait: (ms: number) => Promise<unknown>, out: Out }} means
 */
async function install(missing, access, host, { run, wait, out }) {
  const what = missing.map((part) => `${packagesOf([part], 'apt').join(' ')} (${part.why})`).join(', ');
  const progress = openProgress('installing with apt-get', `: ${what}`, out);
  const onLine = (/** @type {string} */ line) => progress.update(aptStep(line));
  /** @param {Command} command */
  const apt = async (command) => {
    for (let waitedMs = 0; ; waitedMs += lockPollMs) {
      const outcome = await run(command, { env: host.env, onLine });
      // apt-get itself waits for dpkg's lock, not for the one on the package lists.
      const listsBusy = !outcome.ok && outcome.lines.some((line) => line.includes('lists/lock'));
      if (!listsBusy || waitedMs >= lockWaitS * 1000) return outcome;
      progress.update('waiting for another program that updates the package lists');
      await wait(lockPollMs);
    }
  };
  const { update, install } = aptCommands(packagesOf(missing, 'apt'), access);

  let fresh = false;
  if (!hasLists(host)) fresh = (await apt(update)).ok;
  let outcome = await apt(install);
  if (!outcome.ok && !fresh) {
    await apt(update);
    outcome = await apt(install);
  }
  // One package that this system does not have shall not keep the others away.
  if (!outcome.ok && missing.length > 1 && isUnknownPackage(outcome)) {
    const each = missing.map((part) => aptCommands(packagesOf([part], 'apt'), access).install);
    for (const command of each) await apt(command);
  }
  progress.done(
    outcome.ok
      ? 'system packages installed'
      : `apt-get could not install everything: ${aptFailure(outcome.lines)}`,
  );
}

/** @param {Outcome} outcome */
function isUnknownPackage({ lines }) {
  return lines.some((line) => /Unable to locate package|no installation candidate/.test(line));
}

/**
 * What apt-get is doing, from a line of its output, in a few words.
 * @param {string} line
 */
function aptStep(line) {
  const got = /^Get:(\d+) \S+ \S+ \S+ (\S+)/.exec(line);
  if (got) return `download ${got[1]}, ${got[2]}`;
  return /^(Unpacking|Setting up) \S+/.exec(line)?.[0].toLowerCase() ?? line.slice(0, 40);
}

/** @param {Host} host */
function hasLists({ root }) {
  const lists = join(root, 'var', 'lib', 'apt', 'lists');
  return existsSync(lists) && readdirSync(lists).some((name) => name.includes('_Packages'));
}

/**
 * @param {readonly Part[]} missing
 * @param {Host} host
 * @returns {string | undefined}
 */
function commandToType(missing, host) {
  const found = managers.find(({ program }) => findCommand(program, host));
  if (!found) return undefined;
  const packages = packagesOf(missing, found.manager);
  const asRoot = found.needsRoot && host.userId !== 0 ? 'sudo ' : '';
  return packages.length > 0 ? `${asRoot}${found.program} ${found.verb} ${packages.join(' ')}` : undefined;
}

/** @type {readonly { manager: PackageManager, program: string, verb: string, needsRoot: boolean }[]} */
const managers = [
  { manager: 'apt', program: 'apt-get', verb: 'install --no-install-recommends', needsRoot: true },
  { manager: 'dnf', program: 'dnf', verb: 'install', needsRoot: true },
  { manager: 'pacman', program: 'pacman', verb: '-S --needed', needsRoot: true },
  { manager: 'brew', program: 'brew', verb: 'install', needsRoot: false },
];

/**
 * @param {readonly Part[]} missing
 * @param {PackageManager} manager
 */
function packagesOf(missing, manager) {
  return missing.flatMap((part) => part.packages[manager] ?? []);
}
