/**
 * What went wrong:
 * - `bad-spec`: the text does not name a screen.
 * - `missing`: a library that this kind of screen needs is not installed.
 * - `no-display`: there is no display to open a window on, or it refused the connection.
 * - `no-monitor`: no monitor, or more than one, is called that; the message lists those that there are.
 * - `bad-option`: numbers for a crop, a placement or a keystone that make no picture.
 * - `file`: the file cannot be written.
 * - `bad-picture`: a picture does not hold what its size says.
 * - `failed`: the system refused something else; the message carries its own words.
 */
export type ScreenErrorCode =
  | 'bad-spec'
  | 'missing'
  | 'no-display'
  | 'no-monitor'
  | 'bad-option'
  | 'file'
  | 'bad-picture'
  | 'failed';

/** Every error of this package. The message is one line and says what would do. */
export class ScreenError extends Error {
  override readonly name = 'ScreenError';
  readonly code: ScreenErrorCode;

  constructor(code: ScreenErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
