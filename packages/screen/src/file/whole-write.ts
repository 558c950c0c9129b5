import { write } from 'node:fs';

/** Writes one piece of memory after the other to files, each wholly, without blocking and without a promise each. */
export class WholeWrite {
  #fd = -1;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  readonly #done: (error: NodeJS.ErrnoException | null) => void;
  readonly #onWritten = (error: NodeJS.ErrnoException | null, written: number): void => {
    this.#at += written;
    if (error === null && this.#at < this.#end) this.#continue();
    else this.#done(error);
  };

  /** `done` is called after each piece. */
  constructor(done: (error: NodeJS.ErrnoException | null) => void) {
    this.#done = done;
  }

  /** Begins with the first `length` bytes; they must stay as they are until `done`. Only one piece at a time. */
  start(fd: number, bytes: Uint8Array, length: number): void {
    this.#fd = fd;
    this.#bytes = bytes;
    this.#at = 0;
    this.#end = length;
    this.#continue();
  }

  #continue(): void {
    write(this.#fd, this.#bytes, this.#at, this.#end - this.#at, null, this.#onWritten);
  }
}
