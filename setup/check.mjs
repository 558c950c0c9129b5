// `npm run check`: types, format, lint, dead code, copies. Silent when all is well, everything a tool said when not.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
/** @type {[string, string[]][]} */
const steps = [
  ['types', ['tsc', '-b']],
  ['format', ['biome', 'check', '--error-on-warnings', '.']],
  ['lint', ['oxlint', '--deny-warnings', '--type-aware', '.']],
  ['dead code', ['knip', '--treat-config-hints-as-errors']],
  ['copies', ['jscpd', '--silent', 'packages', 'setup', 'bench', 'tests']],
];
const wanted = new Set(process.argv.slice(2));

/** Runs one tool and resolves to its exit status and everything it printed. */
function run([command, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(join(bin, command), args, {
      cwd: root,
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

let failed = false;
for (const [name, command] of steps) {
  if (wanted.size > 0 && !wanted.has(name.split(' ')[0])) continue;
  const { code, output } = await run(command);
  if (code === 0) continue;
  failed = true;
  process.stderr.write(`check: ${name} failed (${command.join(' ')})\n${output}\n`);
}
process.exit(failed ? 1 : 0);
