import { isDeepStrictEqual } from 'node:util';
import { parse } from 'smol-toml';

/**
 * A TOML text in which the table `name` has these numbers; null takes a key away. Everything else stays as it is
 * written: comments, order, other keys of the table. Throws when the text is no TOML, or when the table is written in a
 * way that cannot be edited line by line (inline, or with dotted keys); the message says where.
 */
export function setNumbers(
  text: string,
  name: string,
  values: Readonly<Record<string, number | null>>,
): string {
  const before = parse(text);
  const edited = edit(text, name, values);
  if (!isDeepStrictEqual(plain(parsedOrNothing(edited)), plain(withValues(before, name, values)))) {
    throw new Error(`its [${name}] is written in a way that only you can edit`);
  }
  return edited;
}

function edit(text: string, name: string, values: Readonly<Record<string, number | null>>): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  let start = lines.findIndex((line) => tableOf(line) === name);
  if (start < 0) {
    while (lines.at(-1)?.trim() === '') lines.pop();
    if (lines.length > 0) lines.push('');
    start = lines.push(`[${name}]`) - 1;
    lines.push('');
  }
  const after = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
  const end = after < 0 ? lines.length : after;
  const left = new Map(Object.entries(values));
  const kept: string[] = [];
  let lastKey = 0;
  for (const line of lines.slice(start + 1, end)) {
    const key = keyOf(line);
    const value = key === undefined ? undefined : left.get(key);
    if (key !== undefined) left.delete(key);
    if (value === null) continue;
    kept.push(value === undefined ? line : withValue(line, value));
    if (key !== undefined || line.trim().startsWith('#')) lastKey = kept.length;
  }
  const added = [...left].flatMap(([key, value]) => (value === null ? [] : [`${key} = ${value}`]));
  kept.splice(lastKey, 0, ...added);
  return [...lines.slice(0, start + 1), ...kept, ...lines.slice(end)].join(newline);
}

/** The table whose header a line is. */
function tableOf(line: string): string | undefined {
  const match = /^\s*\[\s*(?:([\w-]+)|"([^"\\]*)"|'([^']*)')\s*\]\s*(?:#.*)?$/.exec(line);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

/** The key that a line gives a value to. */
function keyOf(line: string): string | undefined {
  const match = /^\s*(?:([\w-]+)|"([^"\\]*)"|'([^']*)')\s*=/.exec(line);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

/** The line with another value and what was written behind the old one, if that was a number. */
function withValue(line: string, value: number): string {
  return line.replace(/=\s*[^\s#]*/, () => `= ${value}`);
}

function parsedOrNothing(text: string): object | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function withValues(
  tables: Readonly<Record<string, unknown>>,
  name: string,
  values: Readonly<Record<string, number | null>>,
): object {
  const old = tables[name];
  const table = { ...(typeof old === 'object' ? old : {}), ...values };
  return {
    ...tables,
    [name]: Object.fromEntries(Object.entries(table).filter(([, value]) => value !== null)),
  };
}

/** Without prototypes and classes, and with dates as texts, so that only what was written is compared. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value, spellOut));
}

function spellOut(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'number' && !Number.isFinite(value) ? `${value}` : value;
}
