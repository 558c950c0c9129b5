/** Why an actor is not there: it could not be made, it ended, it was stuck, its group ended or starts anew, or the system is stopping; or what it asked for cannot be. */
export type ActorErrorCode = 'bad-option' | 'create-failed' | 'exited' | 'escalated' | 'stuck' | 'stopped';

/** Trouble with an actor. `causeCode` is the code of the error inside it, where that had one. */
export class ActorError extends Error {
  readonly code: ActorErrorCode;
  readonly actor: string;
  readonly causeCode: string | undefined;

  constructor(code: ActorErrorCode, actor: string, message: string, causeCode?: string) {
    super(message);
    this.name = 'ActorError';
    this.code = code;
    this.actor = actor;
    this.causeCode = causeCode;
  }
}
