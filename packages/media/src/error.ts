/**
 * What went wrong:
 * - `bad-spec`: a capture specification or an option that is malformed or out of range; the message says what would do
 * - `not-found`: no such device, display or file
 * - `denied`: it is there, but this user may not open it
 * - `busy`: another program holds the device
 * - `unsupported`: it opened, but delivers something that cannot be used here
 * - `corrupt`: data that cannot be decoded
 * - `encoder`: an encoder could not be opened, failed, or withheld its output
 * - `closed`: used after `close()`
 */
export type MediaErrorCode =
  | 'bad-spec'
  | 'not-found'
  | 'denied'
  | 'busy'
  | 'unsupported'
  | 'corrupt'
  | 'encoder'
  | 'closed';

/** The one error of this package. Its message is a single line that also says what would do. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;
  /** What was named: a specification, a path, a device, an option. */
  readonly subject: string | undefined;

  constructor(code: MediaErrorCode, message: string, details: { subject?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'MediaError';
    this.code = code;
    this.subject = details.subject;
  }
}
