import { type Profiler, Session } from 'node:inspector';

/** What was executed of one script. */
interface Script {
  /** One byte per character of the source: 0 outside of functions, 1 inside, 2 once it was executed. */
  readonly characters: Uint8Array;
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
  readonly #searches: Map<string, Map<string, Script>> = new Map();
  /** Those of the search that is under way, by URL. */
  #scripts: Map<string, Script> = new Map();
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

  /** From now on what is executed counts for this search, until another is chosen. Each has its own idea of what is new. */
  choose(name: string): void {
    this.#take();
    this.#scripts = this.#searches.get(name) ?? new Map();
    this.#searches.set(name, this.#scripts);
  }

  /** What the search under way has executed is forgotten. */
  clear(): void {
    this.#take();
    this.#scripts.clear();
  }

  /** How many characters the search under way has executed. */
  get size(): number {
    let size = 0;
    for (const { characters } of this.#scripts.values()) {
      for (const state of characters) if (state === executed) size++;
    }
    return size;
  }

  /** What has been executed by any search, per script by its URL. */
  report(): Map<string, Covered> {
    const report = new Map<string, Covered>();
    const urls = new Set([...this.#searches.values()].flatMap((scripts) => Array.from(scripts.keys())));
    for (const url of [...urls].toSorted()) {
      const views = [...this.#searches.values()].flatMap((scripts) => scripts.get(url)?.characters ?? []);
      let total = 0;
      let done = 0;
      for (let at = 0; views.some((view) => at < view.length); at++) {
        const state = views.reduce((most, view) => Math.max(most, view[at] ?? 0), 0);
        if (state > 0) total++;
        if (state === executed) done++;
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
    const made = { characters: new Uint8Array(endOffset * 2) };
    if (known !== undefined) made.characters.set(known.characters);
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
