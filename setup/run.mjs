// The one entry of `npm start`, `npm test`, `npm run bench` and `npm run soak`: brings what is missing on this machine,
// then starts what was asked for. Runs on any Node from 20 on with nothing installed.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';
import { findDesk, thisHost } from './detect.mjs';
import { endLike, handOver } from './hand-over.mjs';
import { whyInstall } from './lock-file.mjs';
import { installNode, installPackages } from './npm-packages.mjs';
import { wantedParts } from './parts.mjs';
import { pinnedNode, projectEnvironment, usableNode } from './pinned-node.mjs';
import { openProgress, say } from './say.mjs';
import { bringParts } from './system-packages.mjs';

/** @typedef {{ usesPage: boolean, program: readonly [string, ...string[]] }} Program */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const oldestNode = 20;

/** @type {ReadonlyMap<string, Program>} */
const programs = new Map([
  ['start', { usesPage: true, program: ['packages/portal/src/cli.ts', 'demo'] }],
  ['test', { usesPage: true, program: ['setup/run-tests.mjs'] }],
  ['bench', { usesPage: false, program: ['bench/run.ts'] }],
  ['soak', { usesPage: true, program: ['tests/soak/run.ts'] }],
]);

const [command = '', ...args] = process.argv.slice(2);
const program = programs.get(command);
const misuse = findMisuse();
if (program && !misuse) {
  await main(program);
} else {
  say(misuse ?? '');
  process.exitCode = 2;
}

/** @returns {string | undefined} what is wrong with how this was called */
function findMisuse() {
  if (Number(process.version.slice(1).split('.')[0]) < oldestNode)
    return `this is Node ${process.version}; Node ${oldestNode} or newer is needed`;
  if (!program) return `unknown command '${command}': use ${[...programs.keys()].join(', ')}`;
  const flag = command === 'test' ? args.find((arg) => arg.startsWith('-')) : undefined;
  return flag && `unknown flag ${flag}: npm test takes parts of test files’ paths, such as packages/link`;
}

/** @param {Program} program */
async function main({ usesPage, program: [script, ...first] }) {
  const node = await bringNode();
  if (!node) {
    process.exitCode = 1;
    return;
  }
  const env = projectEnvironment(root, process.env);
  await bringParts(wantedParts(command, args, findDesk(thisHost)), thisHost);
  if (usesPage && !(await buildPage())) {
    process.exitCode = 1;
    return;
  }
  const checked = command !== 'test' || args.length > 0 || (await check(node, env));
  if (!existsSync(join(root, script))) {
    say(`${script} is missing: this clone has no ${command}`);
    process.exitCode = 1;
    return;
  }
  const ending = await handOver(node, [join(root, script), ...first, ...args], { cwd: root, env });
  if (!checked) say('the checks failed: see above, or run `npm run check`');
  endLike(checked || ending.status !== 0 ? ending : { status: 1, signal: undefined });
}

/** @returns {Promise<string | undefined>} the Node to use; without one, why has been said */
async function bringNode() {
  const reason = whyInstall(root);
  if (reason !== undefined) {
    if (!(await installPackages(root, reason))) return undefined;
  }
  if (!existsSync(pinnedNode(root))) await installNode(root);
  const node = usableNode(root);
  if (!node)
    say(
      `Node ${process.version} cannot run TypeScript by itself: install Node 24, or try again with a network`,
    );
  else if (node === process.execPath && node !== pinnedNode(root))
    say(`using Node ${process.version} of this machine`);
  return node;
}

/** Bundles the page if a source of it is newer; on failure the reason has been said. */
async function buildPage() {
  try {
    await import(new URL('build-page.mjs', import.meta.url).href);
    return true;
  } catch (error) {
    say(`the page could not be built: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/**
 * Types, format, lint, dead code and copies, as `npm run check`.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>}
 */
async function check(node, env) {
  const progress = openProgress('checking', ' types, format, lint, dead code and copies');
  /** @type {string[]} */
  const lines = [];
  const onLine = (/** @type {string} */ line) => lines.push(line);
  const { ok } = await runCommand([node, join(root, 'setup', 'check.mjs')], { cwd: root, env, onLine });
  progress.done(ok ? 'checks passed' : 'checks failed');
  for (const line of lines) process.stderr.write(`${line}\n`);
  return ok;
}
