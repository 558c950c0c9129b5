// Bundles the page of packages/web into packages/web/dist/page, when a source is newer than the bundle or there is none.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'packages', 'web', 'src', 'page');
const target = join(root, 'packages', 'web', 'dist', 'page');
const copied = ['icon.svg', 'index.html'];

/** The time of the latest change below a folder; the folders' own times show what was removed. */
function newestMs(path) {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestMs(join(path, name))),
    info.mtimeMs,
  );
}

/** When the bundle was made: its index.html is written last. 0 when there is none. */
function builtMs() {
  return statSync(join(target, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Readers see the old file or the new one, never half of one, even when two builds run at once. */
function writeWhole(name, contents) {
  const draft = join(target, `.${name}.${process.pid}`);
  writeFileSync(draft, contents);
  renameSync(draft, join(target, name));
}

async function build() {
  const { build: bundle } = await import('esbuild');
  const result = await bundle({
    entryPoints: [
      { in: join(source, 'main.tsx'), out: 'app' },
      { in: join(source, 'styles', 'page.css'), out: 'app' },
    ],
    outdir: target,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'inline',
    logLevel: 'warning',
  });
  mkdirSync(target, { recursive: true });
  for (const file of result.outputFiles) writeWhole(file.path.slice(target.length + 1), file.contents);
  for (const name of copied) writeWhole(name, readFileSync(join(source, name)));
}

const changedMs = Math.max(newestMs(source), statSync(fileURLToPath(import.meta.url)).mtimeMs);
if (changedMs >= builtMs()) await build();
