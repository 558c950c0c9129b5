import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Mix } from '@ajar/sound';
import * as v from 'valibot';
import { defaultStateDirectory } from './identity.ts';

/** What people set while the door is open, on the page. */
export interface Controls {
  readonly mix: Mix;
  /** Whether the other room hears nothing of this one's microphone. */
  readonly muted: boolean;
}

const volume = v.strictObject({
  volumePct: v.pipe(v.number(), v.minValue(0), v.maxValue(200)),
  muted: v.boolean(),
});
const controls = v.strictObject({
  mix: v.strictObject({ people: volume, shared: volume, ducking: v.boolean() }),
  muted: v.boolean(),
});
const remembered = v.strictObject({ configured: controls, now: controls });

/** Changes are written this much later, so that a slider that is drawn does not write a file for each step, ms. */
const writeAfterMs = 100;

/**
 * Keeps what people set on the page in the state directory, so that it is the same after any restart. What flags or settings say otherwise than when it was
 * set is newer, and wins.
 */
export class ControlsFile {
  /** What holds now. */
  readonly initial: Controls;
  readonly #file: string;
  readonly #configured: Controls;
  readonly #onWarning: (message: string) => void;
  #now: Controls;
  #due: NodeJS.Timeout | undefined;

  /** `configured`: what flags and settings say. A file that makes no sense is told, and nothing else comes of it. */
  constructor(state: string | undefined, configured: Controls, onWarning: (message: string) => void) {
    this.#file = join(state ?? defaultStateDirectory(), 'controls.json');
    this.#configured = configured;
    this.#onWarning = onWarning;
    this.initial = this.#read() ?? configured;
    this.#now = this.initial;
  }

  /** Remembers what was set. */
  set(now: Controls): void {
    this.#now = now;
    this.#due ??= setTimeout(() => this.#write(), writeAfterMs);
  }

  /** Writes what was not written yet. */
  close(): void {
    if (this.#due !== undefined) this.#write();
  }

  #read(): Controls | undefined {
    try {
      const { configured, now } = v.parse(remembered, JSON.parse(readFileSync(this.#file, 'utf8')));
      return isSame(configured, this.#configured) ? now : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      const [problem] = (error as Error).message.split('\n');
      this.#onWarning(`${this.#file}: ${problem}; volumes are as configured`);
      return undefined;
    }
  }

  /** Whole or not at all. */
  #write(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    const draft = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      writeFileSync(draft, `${JSON.stringify({ configured: this.#configured, now: this.#now })}\n`);
      renameSync(draft, this.#file);
    } catch (error) {
      discard(draft);
      this.#onWarning(`${this.#file}: ${(error as Error).message}; volumes will not be remembered`);
    }
  }
}

function discard(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // Where it could not be written it is not.
  }
}

function isSame(one: Controls, other: Controls): boolean {
  return JSON.stringify(v.parse(controls, one)) === JSON.stringify(v.parse(controls, other));
}
