import { NetlabError } from '../error.ts';

/** A number that a field may be. */
export interface Range {
  readonly least: number;
  readonly most: number;
  /** Such as `ms`. */
  readonly unit: string;
}

/**
 * The fields of an object from JSON or from code.
 * @param path what the object is called in an error message
 * @param known all the names that there are
 * @throws {NetlabError} `bad-settings`, where it is no object or has another field
 */
export function fieldsOf(
  value: unknown,
  path: string,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badField(path, `must be an object with any of ${known.join(', ')}`, value);
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    // A name that is no word is quoted, so that the message stays one line whatever is in it.
    const shown = /^\w+$/.test(name) ? name : JSON.stringify(name);
    throw badField(below(path, shown), `is not a setting; there are ${known.join(', ')}`);
  }
  return { ...value };
}

/** @throws {NetlabError} `bad-settings`, with the unit and the range */
export function numberWithin(value: unknown, path: string, { least, most, unit }: Range): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw badField(path, `must be a number from ${least} to ${most} (${unit})`, value);
}

/** @throws {NetlabError} `bad-settings` */
export function truth(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value;
  throw badField(path, 'must be true or false', value);
}

/** @throws {NetlabError} `bad-settings`, with the words there are */
export function oneOf<W extends string>(value: unknown, path: string, words: readonly W[]): W {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw badField(path, `must be ${words.map((word) => JSON.stringify(word)).join(' or ')}`, value);
}

/** @throws {NetlabError} `bad-settings` */
export function listOf<I>(value: unknown, path: string, read: (item: unknown, path: string) => I): I[] {
  if (!Array.isArray(value)) throw badField(path, 'must be a list', value);
  return value.map((item: unknown, index) => read(item, `${path}[${index}]`));
}

/** The path of a field of an object, which may be the whole description. */
export function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** The error for a field; what it was is shown where it is given. */
export function badField(path: string, demand: string, ...got: unknown[]): NetlabError {
  const found = got.length === 0 ? '' : `, not ${shown(got[0])}`;
  return new NetlabError('bad-settings', `${path === '' ? 'a network' : path} ${demand}${found}`, {
    field: path,
  });
}

/** A value as one short line for a message. */
function shown(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (value === undefined) return 'missing';
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}
