/**
 * What went wrong with a link.
 *
 * - `bad-key`: a key text that is mistyped, cut or not a key.
 * - `bad-code`: a pairing code that cannot be one.
 * - `bad-option`: an option outside its range; `message` names it.
 * - `address-in-use`, `no-permission`, `unresolvable`, `unreachable`: the socket or the address; `message` names it.
 * - `too-large`: a frame or message above the limit of the protocol.
 * - `closed`: the link was closed.
 */
export type LinkErrorCode =
  | 'bad-key'
  | 'bad-code'
  | 'bad-option'
  | 'address-in-use'
  | 'no-permission'
  | 'unresolvable'
  | 'unreachable'
  | 'too-large'
  | 'closed';

/** Trouble with a link. `message` is one line that says what would do. */
export class LinkError extends Error {
  readonly code: LinkErrorCode;

  constructor(code: LinkErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LinkError';
    this.code = code;
  }
}
