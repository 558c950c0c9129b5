/**
 * What went wrong below:
 * - `missing`: no SDL2 library on this machine, or one that is too old; the message says what to install.
 * - `no-display`: there is no screen to open a window on, or it refused the connection.
 * - `no-device`: there is no audio device of that name, or it is in use.
 * - `no-monitor`: no monitor, or more than one, is called that; the message lists those that there are.
 * - `bad-option`: numbers for a crop, a placement or a keystone that make no picture.
 * - `bad-picture`: the planes or strides of a picture do not hold what its size says.
 * - `failed`: SDL refused the call; the message carries SDL's own words.
 */
export type SdlErrorCode =
  | 'missing'
  | 'no-display'
  | 'no-device'
  | 'no-monitor'
  | 'bad-option'
  | 'bad-picture'
  | 'failed';

/** Every error of this package. The message is one line and says what would do. */
export class SdlError extends Error {
  override readonly name = 'SdlError';
  readonly code: SdlErrorCode;

  constructor(code: SdlErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
