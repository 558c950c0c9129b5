/** An object of unknown content, as JSON gives it. */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = Object.freeze({});

/** The value as an object whose fields can be looked at; one without fields when it is anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NONE;
}

/** A field's object; one without fields when the field is missing or anything else. */
export function fieldsIn(fields: Fields, key: string): Fields {
  return fieldsOf(fields[key]);
}

/** A field's number; null when it is missing, not a number or not finite. */
export function numberIn(fields: Fields, key: string): number | null {
  const value = fields[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A field's text; null when it is missing, not a string, empty or longer than 200 characters. */
export function textIn(fields: Fields, key: string): string | null {
  const value = fields[key];
  return typeof value === 'string' && value.length > 0 && value.length <= 200 ? value : null;
}

/** What the JSON text says; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
