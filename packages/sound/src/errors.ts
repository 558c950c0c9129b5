/**
 * Why sound could not be opened.
 * - `bad-spec`: the text is no source or sink that this package knows;
 * - `not-found`: no such device, sound server or folder;
 * - `missing`: a system library is not installed;
 * - `device`: the device is there and refuses;
 * - `file`: the file cannot be written.
 */
export type SoundErrorCode = 'bad-spec' | 'not-found' | 'missing' | 'device' | 'file';

/** The one error of this package. `message` is one line for a person: what is wrong and what would do. */
export class SoundError extends Error {
  override readonly name = 'SoundError';
  readonly code: SoundErrorCode;
  /** The source or sink that was asked for, as it was written. */
  readonly spec: string;

  constructor(code: SoundErrorCode, spec: string, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
    this.spec = spec;
  }
}
