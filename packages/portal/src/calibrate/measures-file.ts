import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { ConfigError } from '../config/error.ts';
import { defaultStateDirectory } from '../identity.ts';
import { measureOf, measures, problemOf, type RoomMeasures } from './measures.ts';
import { setNumbers } from './toml-table.ts';

/** The table of the configuration that the measures are in. */
const lifeSizeTable = 'life-size';

/** The configuration file: the one that was named, or `ajar.toml` of the state directory. */
export function configFile(state: string | undefined, named: string | undefined): string {
  return named ?? join(state ?? defaultStateDirectory(), 'ajar.toml');
}

/** The measures in a table `[life-size]` as it was read. Throws ConfigError with the key that is wrong. */
export function measuresIn(table: unknown, where: string = `[${lifeSizeTable}]`): RoomMeasures {
  if (table === undefined) return {};
  if (typeof table !== 'object' || table === null || Array.isArray(table)) {
    throw new ConfigError(`${where}: is not a table; \`ajar calibrate\` writes one`);
  }
  const room: { -readonly [name in keyof RoomMeasures]: number } = {};
  for (const [key, value] of Object.entries(table)) {
    const measure = measureOf(key);
    if (measure === undefined) {
      throw new ConfigError(
        `${where} ${key}: is not known; these are: ${measures.map((known) => known.key).join(' ')}`,
      );
    }
    if (typeof value !== 'number') {
      throw new ConfigError(`${where} ${key}: ${JSON.stringify(value)} is not a number`);
    }
    const problem = problemOf(value, measure);
    if (problem !== undefined) throw new ConfigError(`${where} ${key}: ${value} ${problem}`);
    room[measure.name] = value;
  }
  return room;
}

/** The measures in a configuration file; none when there is no such file. Throws ConfigError. */
export function readMeasures(file: string): RoomMeasures {
  return measuresIn(parsed(file, read(file) ?? '')[lifeSizeTable], `${file}: [${lifeSizeTable}]`);
}

/**
 * Writes a room's measures into a configuration file, takes those away that it does not have, and keeps the rest of it as it is. The file is replaced whole or not at
 * all. Throws ConfigError; nothing has changed then.
 */
export function writeMeasures(file: string, room: RoomMeasures): void {
  const text = read(file) ?? '';
  parsed(file, text);
  const values = Object.fromEntries(measures.map(({ name, key }) => [key, room[name] ?? null]));
  let edited: string;
  try {
    edited = setNumbers(text, lifeSizeTable, values);
  } catch (error) {
    const lines = Object.entries(values).flatMap(([key, value]) =>
      value === null ? [] : `${key} = ${value}`,
    );
    throw new ConfigError(`${file}: ${(error as Error).message}; put this into it: ${lines.join(', ')}`);
  }
  if (edited !== text) replace(file, edited);
}

function parsed(file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    const [what] = (error as Error).message.split('\n');
    const { line } = error as { line?: number };
    const where = line === undefined ? '' : ` line ${line}`;
    throw new ConfigError(`${file}:${where} ${what}; correct it first`, { code: 'unreadable', cause: error });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(file, 'read', error);
  }
}

function replace(file: string, text: string): void {
  try {
    // A link to a file somewhere else stays one.
    const { path, mode } = existing(file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${process.pid}`;
    const handle = openSync(draft, 'wx', mode);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
      closeSync(handle);
      renameSync(draft, path);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  } catch (error) {
    throw unusable(file, 'written', error);
  }
}

function existing(file: string): { path: string; mode: number } {
  try {
    const path = realpathSync(file);
    const { mode } = statSync(path);
    // Whoever took the right to write away meant it, although replacing the file needs only the directory's.
    if ((mode & 0o222) === 0) throw Object.assign(new Error('write-protected'), { code: 'write-protected' });
    return { path, mode: mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { path: file, mode: 0o644 };
    throw error;
  }
}

function unusable(file: string, what: 'read' | 'written', error: unknown): ConfigError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === 'EISDIR' ? 'it is a directory' : (code ?? message);
  return new ConfigError(`${file}: cannot be ${what} (${why}); name another one with --config`, {
    code: 'unreadable',
    cause: error,
  });
}
