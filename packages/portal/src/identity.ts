import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, type KeyPair, keyPairFromSecret } from '@ajar/link';
import { ConfigError } from './config/error.ts';

/** The user's own state directory, by the XDG base directory specification. */
export function defaultStateDirectory(): string {
  const base = process.env['XDG_STATE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.local', 'state') : base, 'ajar');
}

/**
 * The portal's static key pair, made at first use and kept in `key` of the state directory, readable by its owner only.
 * Throws ConfigError when the directory cannot be used, the file can be read by others, or it isn't a key.
 */
export function loadIdentity(directory: string): KeyPair {
  const file = join(directory, 'key');
  const text = readKeyFile(file, directory);
  if (text === undefined) return makeIdentity(file, directory);
  const secret = /^ajar-secret-key ([0-9a-f]{64})\s*$/.exec(text)?.[1];
  if (secret === undefined) {
    throw new ConfigError(
      `--state: ${file} holds no key of a portal; restore it, or remove it to get a new one (the other room must then be told)`,
      { code: 'unreadable' },
    );
  }
  return keyPairFromSecret(Buffer.from(secret, 'hex'));
}

function readKeyFile(file: string, directory: string): string | undefined {
  try {
    const { mode } = statSync(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new ConfigError(
        `--state: ${file} can be read by others, and whoever has it can pose as this room; run: chmod 600 ${file}`,
        { code: 'unreadable' },
      );
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(directory, error);
  }
}

function makeIdentity(file: string, directory: string): KeyPair {
  const pair = generateKeyPair();
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `ajar-secret-key ${Buffer.from(pair.secretKey).toString('hex')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
    try {
      // Whole or not at all, and never over another: of two portals that start at once, one key is both's.
      linkSync(draft, file);
    } finally {
      rmSync(draft);
    }
    return pair;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return loadIdentity(directory);
    throw unusable(directory, error);
  }
}

function unusable(directory: string, error: unknown): ConfigError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new ConfigError(
    `--state: ${directory} cannot be used (${code ?? message}); give a directory that you may read and write`,
    { code: 'unreadable', cause: error },
  );
}
