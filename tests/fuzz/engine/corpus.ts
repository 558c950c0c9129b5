import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is kept in the repository: a text file per target, one input in hexadecimal per line. */
const folder = fileURLToPath(new URL('../corpus/', import.meta.url));
/** Where inputs go that broke something. */
const findings = fileURLToPath(new URL('../../../.artifacts/fuzz/', import.meta.url));

/** The inputs that are kept for a target. Lines that start with # say why the one below them is there. */
export function loadCorpus(name: string): Uint8Array[] {
  const path = join(folder, `${name}.txt`);
  return existsSync(path) ? parseInputs(readFileSync(path, 'utf8')) : [];
}

/** Puts these inputs in the place of those that were kept, but for those with a reason, which stay. */
export function saveCorpus(name: string, inputs: readonly Uint8Array[]): void {
  const path = join(folder, `${name}.txt`);
  const before = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const reasoned = before.flatMap((line, at) => (line.startsWith('#') ? [line, before[at + 1] ?? ''] : []));
  const lines = inputs
    .map((input) => Buffer.from(input).toString('hex'))
    .filter((line) => !reasoned.includes(line));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${[...reasoned, ...lines.toSorted(byLength)].join('\n')}\n`);
}

/** Writes an input that broke something where people find it, and returns the path. */
export function saveFinding(name: string, input: Uint8Array): string {
  mkdirSync(findings, { recursive: true });
  const path = join(findings, `${name}.txt`);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  writeFileSync(path, `${before}${Buffer.from(input).toString('hex')}\n`);
  return path;
}

/** Inputs of a text: one per line, in hexadecimal. */
export function parseInputs(text: string): Uint8Array[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#') && line !== '');
  return lines.map((line) => new Uint8Array(Buffer.from(line, 'hex')));
}

function byLength(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : 1);
}
