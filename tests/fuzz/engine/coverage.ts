import { type Profiler, Session } from 'node:inspector';

/** What was executed of one script. */
interface Script {
  /** One byte per character of the source: 0 outside of functions, 1 inside, 2 once it was executed. */
  readonly characters: Uint8Array;
  /** 1 for what was executed at any time, even before it was forgotten. */
  readonly ever: Uint8Array;
}

/** A character of a script that was not executed before. */
interface Spot {
  readonly characters: Uint8Array;
  readonly at: number;
}

const inside = 1;
const executed = 2;

/** How much of the code inside of functions was executed, in characters of source. */
export interface Covered {
  readonly executed: number;
  readonly total: number;
}

/**
 * Which blocks of the sources have been executed, as the engine itself counts them: nothing is instrumented, and code
 * runs optimised. Start it before what is to be watched is imported.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #watches: (url: string) => boolean;
  readonly #scripts: Map<string, Script> = new Map();
  readonly #fresh: Spot[] = [];
  readonly #aside: Spot[] = [];
  /** Work space: what a report says about the characters of one function. */
  #counts: Uint8Array = new Uint8Array(65_536);

  /** @param watches which scripts count, by their URL */
  constructor(watches: (url: string) => boolean) {
    this.#watches = watches;
    this.#session.connect();
    this.#post('Profiler.enable');
    this.#post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  }

  /** Takes what was executed since the last look. Returns how many characters were never executed before. */
  look(): number {
    const fresh = this.glance();
    for (const { characters, at } of this.#fresh) characters[at] = executed;
    this.#fresh.length = 0;
    return fresh;
  }

  /** As `look`, but what is new stays new until it is looked at again, or `settle` is called. */
  glance(): number {
    for (const { url, functions } of this.#take()) {
      if (!this.#watches(url)) continue;
      for (const { ranges, functionName } of functions) this.#merge(url, functionName, ranges);
    }
    return this.#fresh.length;
  }

  /** Puts what was glanced at aside until `settle`: it is new to `look` once more. */
  putAside(): void {
    for (const spot of this.#fresh) this.#aside.push(spot);
    this.#fresh.length = 0;
  }

  /** Everything that was glanced at is known from now on. */
  settle(): void {
    this.putAside();
    for (const { characters, at } of this.#aside) characters[at] = executed;
    this.#aside.length = 0;
  }

  /** Forgets what was executed, but not how much code there is. */
  clear(): void {
    this.#take();
    for (const script of this.#scripts.values()) {
      remember(script);
      const { characters } = script;
      for (let at = 0; at < characters.length; at++) characters[at] = Math.min(characters[at]!, inside);
    }
  }

  /** How many characters have been executed since the last `clear`. */
  get size(): number {
    let size = 0;
    for (const { characters } of this.#scripts.values()) {
      for (const state of characters) if (state === executed) size++;
    }
    return size;
  }

  /** What has been executed at any time, per script by its URL. */
  report(): Map<string, Covered> {
    const report = new Map<string, Covered>();
    for (const [url, script] of [...this.#scripts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      remember(script);
      let total = 0;
      let done = 0;
      for (let at = 0; at < script.characters.length; at++) {
        if (script.characters[at]! > 0) total++;
        if (script.ever[at] === 1) done++;
      }
      if (total > 0) report.set(url, { executed: done, total });
    }
    return report;
  }

  close(): void {
    this.#post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  #merge(url: string, functionName: string, ranges: readonly Profiler.CoverageRange[]): void {
    const [whole] = ranges;
    // The body of a module is executed when it is imported, whatever is fed to its functions.
    if (whole === undefined || (functionName === '' && whole.startOffset === 0)) return;
    const { startOffset, endOffset } = whole;
    const { characters } = this.#script(url, endOffset);
    const length = endOffset - startOffset;
    if (this.#counts.length < length) this.#counts = new Uint8Array(length * 2);
    for (const range of ranges) {
      this.#counts.fill(
        range.count > 0 ? executed : inside,
        range.startOffset - startOffset,
        range.endOffset - startOffset,
      );
    }
    for (let at = startOffset; at < endOffset; at++) {
      const state = this.#counts[at - startOffset]!;
      if (state <= characters[at]!) continue;
      characters[at] = inside;
      if (state === executed) this.#fresh.push({ characters, at });
    }
  }

  #script(url: string, endOffset: number): Script {
    const known = this.#scripts.get(url);
    if (known !== undefined && known.characters.length >= endOffset) return known;
    const made = { characters: new Uint8Array(endOffset * 2), ever: new Uint8Array(endOffset * 2) };
    if (known !== undefined) {
      made.characters.set(known.characters);
      made.ever.set(known.ever);
    }
    this.#scripts.set(url, made);
    return made;
  }

  #take(): readonly Profiler.ScriptCoverage[] {
    return (this.#post('Profiler.takePreciseCoverage') as Profiler.TakePreciseCoverageReturnType).result;
  }

  /** The session is one with this very thread, so that the answer comes before `post` returns. */
  #post(method: string, params: object = {}): object {
    let answer: object = {};
    this.#session.post(method, params, (error, result) => {
      if (error !== null) throw error;
      answer = result ?? {};
    });
    return answer;
  }
}

function remember({ characters, ever }: Script): void {
  for (let at = 0; at < characters.length; at++) if (characters[at] === executed) ever[at] = 1;
}
