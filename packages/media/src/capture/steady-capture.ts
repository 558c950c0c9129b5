import type { Size } from '../size.ts';
import type { Capture, CaptureDrops, CapturedPicture, CaptureOptions, CaptureWarning } from './capture.ts';
import { createNoteCard, type NoteCard } from './note-card.ts';
import { openSource } from './open-capture.ts';
import { type CheckedOptions, checkOptions } from './options.ts';
import { createShaper, type Shaper } from './shaper.ts';

/** How patient a steady capture is, in µs. */
export interface SteadyTiming {
  /** Between two pictures, where three frame intervals are not longer. */
  readonly silenceUs: number;
  /** Until the first picture of a source that has opened: cameras take their time to start. */
  readonly startUs: number;
  /** For opening; only commands take long. */
  readonly openUs: number;
  /** For closing. What hangs longer in a driver is left alone. */
  readonly closeUs: number;
}

/**
 * Opens a source as `openCapture` does, but the capture never ends: while the camera is away or silent there are four black pictures a
 * second with a note, from 1 s after its last picture at the latest (three frame intervals, where these are longer), and it is opened again
 * until it is back. `onWarning` hears once that it went and once that it is back. The size stays what it was at first.
 *
 * @throws MediaError like `openCapture`, when the source cannot be opened now; its `next()` never fails
 */
export async function openSteadyCapture(spec: string, options: CaptureOptions): Promise<Capture> {
  const checked = checkOptions(options);
  const isFile = spec.startsWith('file:');
  return createSteadyCapture(spec, (options) => openSource(spec, options), checked, {
    ...DEFAULT_TIMING,
    // A video file may hold one picture for 5 s.
    ...(isFile && { silenceUs: 6e6 }),
  });
}

/**
 * @param name for warnings and notes
 * @param open opens the source anew
 */
export async function createSteadyCapture(
  name: string,
  open: (options: CheckedOptions) => Promise<Capture>,
  options: CheckedOptions,
  timing: SteadyTiming = DEFAULT_TIMING,
): Promise<Capture> {
  const told = new Set<string>();
  const onWarning = (warning: CaptureWarning): void => {
    // Every opening would say the same again.
    if (!told.has(warning.message)) options.onWarning?.(warning);
    told.add(warning.message);
  };
  const asSteady = { ...options, steady: true, onWarning };
  const first = await open(asSteady);
  const { size } = first;
  return new SteadyCapture(name, first, () => open({ ...asSteady, size }), options, timing);
}

const DEFAULT_TIMING: SteadyTiming = { silenceUs: 800_000, startUs: 5e6, openUs: 30e6, closeUs: 1e6 };
const TICK_MS = 50;
/** A tick that comes so late means that this process was held up, not the camera. */
const HELD_UP_US = 200_000;
const NOTE_INTERVAL_US = 250_000;
const FIRST_BACKOFF_US = 125_000;
const MOST_BACKOFF_US = 1e6;
/** A source that has worked so long is tried again at once. */
const PROVEN_US = 5e6;
/** A camera with a loose plug comes and goes; it is back when it stays. */
const BACK_AFTER_US = 1e6;
/** Each one that hangs holds a thread of Node's pool, which has four. */
const MAX_HANGING = 2;

/** A steady capture around whichever capture is open at the moment. */
class SteadyCapture implements Capture {
  readonly size: Size;
  readonly fps: number;
  readonly drops: CaptureDrops;
  readonly #name: string;
  readonly #reopen: () => Promise<Capture>;
  readonly #options: CheckedOptions;
  readonly #timing: SteadyTiming;
  readonly #silenceUs: number;
  readonly #card: NoteCard;
  readonly #past = { skipped: 0, late: 0, broken: 0 };
  readonly #ticking: NodeJS.Timeout;
  #description: string;
  #current: Capture | undefined;
  #onPicture: (picture: CapturedPicture | null) => void = () => undefined;
  #onFailure: (error: unknown) => void = () => undefined;
  #fitter: Shaper | undefined;
  /** The caller that waits. */
  #give: ((picture: CapturedPicture | null) => void) | undefined;
  /** A picture that came when nobody waited any more. */
  #ready: CapturedPicture | undefined;
  #isReading = false;
  /** Whether the current source has sent a picture. */
  #isProven = false;
  #provenUs = 0;
  /** Since when there has been nothing to hear of the current source. */
  #silentSinceUs: number;
  #isOpening = false;
  #openingSinceUs = 0;
  #isClosing = false;
  #retryUs = 0;
  #backoffUs = FIRST_BACKOFF_US;
  /** Openings and closings that have been given up waiting for. */
  #hanging = 0;
  #generation = 0;
  /** Whether the world has heard that it went, and not yet that it is back. */
  #isMissed = false;
  /** What is wrong; undefined while pictures come. */
  #note: string | undefined;
  #noteDueUs = 0;
  #tickUs: number;
  #lastUs = -Infinity;
  #isOpen = true;

  constructor(
    name: string,
    first: Capture,
    reopen: () => Promise<Capture>,
    options: CheckedOptions,
    timing: SteadyTiming,
  ) {
    this.size = first.size;
    this.fps = first.fps;
    this.#name = name;
    this.#reopen = reopen;
    this.#options = options;
    this.#timing = timing;
    this.#silenceUs = Math.max(timing.silenceUs, 3e6 / first.fps);
    this.#card = createNoteCard(first.size);
    this.#listenTo(first);
    this.#description = first.description;
    const nowUs = options.nowUs();
    this.#silentSinceUs = nowUs;
    this.#tickUs = nowUs;
    const drops = (): CaptureDrops | undefined => this.#current?.drops;
    const past = this.#past;
    this.drops = {
      get late() {
        return past.late + (drops()?.late ?? 0);
      },
      get broken() {
        return past.broken + (drops()?.broken ?? 0);
      },
    };
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  get description(): string {
    return this.#description;
  }

  get skipped(): number {
    return this.#past.skipped + (this.#current?.skipped ?? 0);
  }

  next(): Promise<CapturedPicture | null> {
    return new Promise((resolve) => {
      if (!this.#isOpen) {
        resolve(null);
        return;
      }
      this.#give = resolve;
      const ready = this.#ready;
      this.#ready = undefined;
      if (ready) this.#hand(ready);
      else this.#read();
    });
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearInterval(this.#ticking);
    const current = this.#current;
    this.#current = undefined;
    this.#answer(null);
    if (current) await this.#closeInTime(current);
    this.#fitter?.close();
    this.#card.close();
  }

  #read(): void {
    const source = this.#current;
    if (!source || this.#isReading) return;
    this.#isReading = true;
    if (this.#isProven) this.#silentSinceUs = Math.max(this.#silentSinceUs, this.#options.nowUs());
    source.next().then(this.#onPicture, this.#onFailure);
  }

  /** Made once for a source, not for each picture. */
  #listenTo(source: Capture): void {
    this.#current = source;
    this.#onPicture = (picture) => this.#heard(source, picture);
    this.#onFailure = (error) => this.#failed(source, error);
  }

  #heard(source: Capture, picture: CapturedPicture | null): void {
    if (source !== this.#current) return;
    this.#isReading = false;
    if (!picture) {
      this.#lose('has ended');
      return;
    }
    const nowUs = this.#options.nowUs();
    this.#silentSinceUs = nowUs;
    if (!this.#isProven) this.#provenUs = nowUs;
    this.#isProven = true;
    this.#note = undefined;
    if (this.#isMissed && nowUs - this.#provenUs >= BACK_AFTER_US) {
      this.#isMissed = false;
      this.#warn(`${this.#name} is back: ${source.description}`);
    }
    if (this.#give) this.#hand(picture);
    else this.#ready = picture;
  }

  #failed(source: Capture, error: unknown): void {
    if (source !== this.#current) return;
    this.#isReading = false;
    this.#lose(this.#reasonOf(error));
  }

  #hand(picture: CapturedPicture): void {
    const { frame, capturedUs, encoded } = picture;
    const isFitting = frame.width === this.size.width && frame.height === this.size.height;
    if (capturedUs >= this.#lastUs && (isFitting || encoded)) {
      this.#lastUs = capturedUs;
      this.#answer(picture);
      return;
    }
    this.#lastUs = Math.max(this.#lastUs, capturedUs);
    if (!isFitting && !encoded) this.#fitter ??= createShaper(this.size, { size: this.size });
    const fitted = isFitting || encoded ? frame : this.#fitter!.convert(frame);
    this.#answer({ ...picture, frame: fitted, capturedUs: this.#lastUs });
  }

  #answer(picture: CapturedPicture | null): void {
    const give = this.#give;
    this.#give = undefined;
    give?.(picture);
  }

  #tick(): void {
    const nowUs = this.#options.nowUs();
    const heldUpUs = nowUs - this.#tickUs - TICK_MS * 1000;
    this.#tickUs = nowUs;
    if (heldUpUs > HELD_UP_US) this.#silentSinceUs += heldUpUs;
    if (this.#current) this.#watch(nowUs);
    else this.#bringBack(nowUs);
    if (this.#note !== undefined && this.#give && nowUs >= this.#noteDueUs) this.#giveNote(nowUs);
  }

  #watch(nowUs: number): void {
    if (!this.#isReading) return;
    const silentUs = nowUs - this.#silentSinceUs;
    const seconds = Math.round(silentUs / 1e5) / 10;
    const isLost = silentUs >= (this.#isProven ? this.#silenceUs : this.#timing.startUs);
    if (isLost) this.#lose(`has sent no picture for ${seconds} s; it is opened again`);
    else if (!this.#isProven && silentUs >= this.#silenceUs) this.#complain('has sent no picture yet');
  }

  /** The current source is no good any more. */
  #lose(reason: string): void {
    const source = this.#current!;
    const nowUs = this.#options.nowUs();
    this.#past.skipped += source.skipped;
    this.#past.late += source.drops.late;
    this.#past.broken += source.drops.broken;
    this.#current = undefined;
    this.#isReading = false;
    if (this.#isProven && nowUs - this.#provenUs >= PROVEN_US) this.#backoffUs = FIRST_BACKOFF_US;
    this.#isProven = false;
    this.#delay(nowUs);
    this.#complain(reason);
    this.#isClosing = true;
    void this.#closeInTime(source).then(() => {
      this.#isClosing = false;
    });
    if (this.#give) this.#giveNote(nowUs);
  }

  #bringBack(nowUs: number): void {
    if (this.#isOpening && nowUs - this.#openingSinceUs >= this.#timing.openUs) {
      this.#generation++;
      this.#isOpening = false;
      this.#hanging++;
    }
    if (this.#isOpening || this.#isClosing || nowUs < this.#retryUs || this.#hanging > MAX_HANGING) return;
    this.#isOpening = true;
    this.#openingSinceUs = nowUs;
    const generation = ++this.#generation;
    this.#reopen().then(
      (capture) => this.#opened(generation, capture),
      (error: unknown) => this.#refused(generation, error),
    );
  }

  #opened(generation: number, capture: Capture): void {
    if (generation !== this.#generation || !this.#isOpen) {
      if (generation !== this.#generation) this.#hanging--;
      capture.close().catch(() => undefined);
      return;
    }
    this.#isOpening = false;
    this.#listenTo(capture);
    this.#description = capture.description;
    this.#silentSinceUs = this.#options.nowUs();
    if (this.#give) this.#read();
  }

  #refused(generation: number, error: unknown): void {
    if (generation !== this.#generation) {
      this.#hanging--;
      return;
    }
    this.#isOpening = false;
    this.#delay(this.#options.nowUs());
    this.#complain(this.#reasonOf(error));
  }

  #delay(nowUs: number): void {
    this.#retryUs = nowUs + this.#backoffUs;
    this.#backoffUs = Math.min(this.#backoffUs * 2, MOST_BACKOFF_US);
  }

  /** Waits for the end of closing, but not for long. */
  #closeInTime(source: Capture): Promise<void> {
    return new Promise((resolve) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        this.#hanging++;
        resolve();
      }, this.#timing.closeUs / 1000);
      const ended = (): void => {
        if (isLate) this.#hanging--;
        clearTimeout(timer);
        resolve();
      };
      source.close().then(ended, ended);
    });
  }

  #complain(reason: string): void {
    if (!this.#isMissed) this.#warn(`${this.#name} ${reason}; black until it is back`);
    this.#isMissed = true;
    if (this.#note === undefined) this.#noteDueUs = 0;
    this.#note = `no picture: ${this.#name} ${reason}; waiting for it`;
  }

  #warn(message: string): void {
    this.#options.onWarning?.({ code: 'device', message });
  }

  #giveNote(nowUs: number): void {
    this.#noteDueUs = nowUs + NOTE_INTERVAL_US;
    this.#lastUs = Math.max(this.#lastUs, Math.round(nowUs));
    const note = this.#note!;
    this.#answer({ frame: this.#card.draw(note), capturedUs: this.#lastUs, note });
  }

  /** In one line, without the name that is said anyway. */
  #reasonOf(error: unknown): string {
    const text = error instanceof Error ? error.message : String(error);
    const line = text.split('\n', 1)[0]!.split('; ', 1)[0]!;
    return line.startsWith(this.#name) ? line.slice(this.#name.length).trim() : `(${line})`;
  }
}
