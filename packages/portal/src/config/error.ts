/** What is wrong with how the command was called. The message is one line, names the flag, and says what would do. */
export class ConfigError extends Error {
  readonly code: 'bad-value' | 'missing-value' | 'unreadable' = 'bad-value';

  constructor(message: string, options?: { code?: ConfigError['code']; cause?: unknown }) {
    super(message, { cause: options?.cause });
    this.name = 'ConfigError';
    if (options?.code !== undefined) this.code = options.code;
  }
}

/** A problem with a flag's value, with both in front; a message that begins with the value does not repeat it. */
export function blame(flag: string, value: string, message: string): string {
  const rest = message.startsWith(value) ? message.slice(value.length).replace(/^:?\s*/, '') : message;
  return `${flag} ${value}: ${rest}`;
}
