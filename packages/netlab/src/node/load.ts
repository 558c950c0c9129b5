import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type NetworkDescription, parseNetwork } from '../description/network.ts';
import { profile } from '../description/profiles.ts';
import { NetlabError } from '../error.ts';
import { CapacityTrace } from '../path/capacity-trace.ts';

/**
 * The network of a name, or of a JSON file: what ends in `.json` or has a slash is a file. In a file a trace may be the
 * name of another one in Mahimahi's format, counted from the folder of the first.
 * @throws {NetlabError} `unknown-profile`, `unreadable`, `bad-settings`
 */
export async function loadNetwork(nameOrFile: string): Promise<NetworkDescription> {
  if (!/\.json$|[/\\]/.test(nameOrFile)) return profile(nameOrFile);
  const text = await read(nameOrFile);
  try {
    const name = nameOrFile.replace(/^.*[/\\]|\.json$/g, '');
    return parseNetwork(await withTraces(JSON.parse(text), dirname(nameOrFile)), name);
  } catch (cause) {
    if (cause instanceof NetlabError && cause.code !== 'bad-settings') throw cause;
    if (!(cause instanceof NetlabError || cause instanceof SyntaxError)) throw cause;
    const field = cause instanceof NetlabError ? cause.field : undefined;
    const details = field === undefined ? { cause } : { cause, field };
    const message = cause.message.replaceAll(/\s*\n\s*/g, ' ');
    throw new NetlabError('bad-settings', `${nameOrFile}: ${message}`, details);
  }
}

/** The same description with the traces that it names, wherever settings may have one. */
async function withTraces(value: unknown, folder: string): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const [first] = value as unknown[];
    if (typeof first === 'number') return value;
    return Promise.all(value.map((item: unknown) => withTraces(item, folder)));
  }
  const entries = Object.entries(value).map(async ([name, field]: [string, unknown]) => {
    if (name !== 'trace' || typeof field !== 'string')
      return [name, await withTraces(field, folder)] as const;
    const file = resolve(folder, field);
    return [name, CapacityTrace.parse(await read(file), file)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new NetlabError('unreadable', `${file} cannot be read (${code}); give a file that is there`, {
      cause,
    });
  }
}
