/** What is wrong with how the command was called. The message is one line, names the flag, and says what would do. */
export class ConfigError extends Error {
  readonly code: 'bad-value' | 'missing-value' | 'unreadable' = 'bad-value';

  constructor(message: string, options?: { code?: ConfigError['code']; cause?: unknown }) {
    super(message, { cause: options?.cause });
    this.name = 'ConfigError';
    if (options?.code !== undefined) this.code = options.code;
  }
}
