import { SoundError } from './errors.ts';

/** A source or sink as it is written on the command line: `kind:rest`. */
export interface Spec<Kind extends string> {
  readonly kind: Kind;
  /** What follows the first colon, may be empty. */
  readonly rest: string;
}

/**
 * Reads `kind:rest`. Throws SoundError `bad-spec` for a kind that is not one of `kinds`; `examples` are how they are written,
 * for the message.
 */
export function parseSpec<Kind extends string>(
  spec: string,
  kinds: readonly Kind[],
  examples: readonly string[],
): Spec<Kind> {
  const colon = spec.indexOf(':');
  const kind = kinds.find((known) => known === spec.slice(0, Math.max(0, colon)));
  if (kind === undefined) {
    throw new SoundError('bad-spec', spec, `sound "${spec}" is not known: use one of ${examples.join(', ')}`);
  }
  return { kind, rest: spec.slice(colon + 1) };
}
