// `npm run pack`: builds every package and packs it as it would be published, into .artifacts/pack. In the repository
// a package is run from its sources; from npm it is run from what tsc made of them, so its manifest says so.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** What is built and is nobody else's business. */
const ownOnly = /(\.test\.|[/\\](testing|fixture|fixtures|page-types)([/\\]|$))/;

/**
 * The manifest of a package as it is published: everything that points to a source points to what is built of it.
 * @param {Record<string, unknown>} manifest of the repository
 * @returns {Record<string, unknown>}
 */
export function publishedManifest(manifest) {
  const { devDependencies: _, files: __, bin, ...rest } = manifest;
  return {
    ...rest,
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    ...(bin !== undefined && {
      bin: Object.fromEntries(
        Object.entries(/** @type {Record<string, string>} */ (bin)).map(([name, path]) => [
          name,
          built(path),
        ]),
      ),
    }),
  };
}

/**
 * Packs one built package.
 * @param {string} name folder below packages
 * @param {string} to folder for the archive
 * @returns {string} path of the archive
 */
export function pack(name, to) {
  const from = join(root, 'packages', name);
  const stage = join(to, name);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  cpSync(join(from, 'dist'), join(stage, 'dist'), {
    recursive: true,
    filter: (path) => !ownOnly.test(path.slice(from.length)),
  });
  for (const [folder, file] of [
    [from, 'README.md'],
    [root, 'LICENSE'],
    [root, 'NOTICE'],
  ]) {
    cpSync(
      join(/** @type {string} */ (folder), /** @type {string} */ (file)),
      join(stage, /** @type {string} */ (file)),
    );
  }
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
  const said = execFileSync('npm', ['pack', '--silent', '--pack-destination', to], {
    cwd: stage,
    encoding: 'utf8',
  });
  return join(to, said.trim().split('\n').at(-1) ?? '');
}

/**
 * What is built of a source.
 * @param {string} path
 * @returns {string}
 */
function built(path) {
  return path.replace(/^\.\/src\/(.*)\.ts$/, './dist/$1.js');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const to = join(root, '.artifacts', 'pack');
  for (const name of readdirSync(join(root, 'packages'))) process.stdout.write(`${pack(name, to)}\n`);
}
