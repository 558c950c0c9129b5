/**
 * What went wrong:
 * - `bad-settings`: a field of the settings is missing, unknown or out of range
 * - `unknown-profile`: no profile has this name; the message lists those there are
 * - `unreadable`: a file is not there or may not be read
 * - `unresolvable`: a host name has no address
 * - `address-in-use`: another program listens there already
 * - `address-unavailable`: this machine does not have that address, or may not use that port
 * - `socket`: the system refused a socket for another reason, see `cause`
 * - `spinning`: an endpoint of a virtual network keeps asking to be woken at once and so time stands still
 */
export type NetlabErrorCode =
  | 'bad-settings'
  | 'unknown-profile'
  | 'unreadable'
  | 'unresolvable'
  | 'address-in-use'
  | 'address-unavailable'
  | 'socket'
  | 'spinning';

/** The one error of this package. Its message is a single line that also says what would do. */
export class NetlabError extends Error {
  readonly code: NetlabErrorCode;
  /** Path of the field that is wrong, such as `up.lossPct`; set with `bad-settings`. */
  readonly field: string | undefined;

  constructor(code: NetlabErrorCode, message: string, details: { field?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'NetlabError';
    this.code = code;
    this.field = details.field;
  }
}
